package org.gridbook

import java.io.IOException
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class SyncingTest {
    private fun saved(book: Book, number: Int): Book {
        book.submitVisit(Town.visit(Town.home(book, number).line.household))
        return book
    }

    @Test
    fun an_offline_sync_can_be_retried_and_loses_nothing() {
        val way = OwnTransport()
        val book = saved(Town.phone(Host(transport = way)), 2)
        way.spoil = { throw NoAnswer.Unreachable() }
        val later = thrown<BookException.TryLater> { book.sync() }
        assertTrue(later.canRetry())
        assertTrue(later.retryAfterMs()!! > 0uL)
        assertTrue(later.userMessage().contains("已保存在本机"))
        assertEquals(1uL, book.status().waiting)
        assertEquals(1u, book.status().failures)
        way.spoil = null
        assertEquals(1uL, book.sync().pushed)
        assertEquals(0uL, book.status().waiting)
    }

    @Test
    fun a_sync_is_cancelled_in_the_middle_and_goes_on_later() {
        val book = Book.open(Town.folder().toString())
        book.enrol(Town.invitation(), "P1")
        val cancellation = Cancellation()
        val stops = object : Progress {
            override fun report(progress: SyncProgress) = cancellation.cancel()
        }
        val cancelled = thrown<BookException.Cancelled> { book.sync(null, stops, cancellation) }
        assertTrue(cancelled.canRetry())
        assertTrue(cancellation.isCancelled())
        thrown<BookException.Cancelled> { book.sync(cancellation = cancellation) }
        book.sync(cancellation = Cancellation())
        assertTrue(book.countHouseholds() >= Town.HOUSEHOLDS.toULong())
    }

    @Test
    fun a_sync_is_cancelled_within_a_transfer() {
        val cancellation = Cancellation()
        Proxy().use { proxy ->
            val book = Book.open(Town.folder().toString())
            book.enrol(Town.invitation(at = proxy.url), "P1")
            // The rest of the answer never comes: only who stops here does not wait for it.
            proxy.halfThen = { cancellation.cancel() }
            thrown<BookException.Cancelled> { book.sync(cancellation = cancellation) }
            assertEquals(0uL to 0u, book.countHouseholds() to book.status().failures)
            proxy.halfThen = null
            book.sync()
            assertTrue(book.countHouseholds() >= Town.HOUSEHOLDS.toULong())
        }
    }

    @Test
    fun a_transport_that_ends_its_request_on_cancel_ends_the_sync_as_cancelled() {
        val way = OwnTransport()
        val cancellation = Cancellation()
        val book = saved(Town.phone(Host(transport = way)), 9)
        way.spoil = {
            cancellation.cancel()
            throw IOException("the app hung up")
        }
        thrown<BookException.Cancelled> { book.sync(cancellation = cancellation) }
        assertEquals(1uL to 0u, book.status().waiting to book.status().failures)
        way.spoil = null
        assertEquals(1uL, book.sync().pushed)
    }

    @Test
    fun a_hub_that_is_gone_in_mid_sync_loses_nothing() {
        val way = OwnTransport()
        val book = Town.phone(Host(transport = way))
        val photo = book.addPhoto(picture(Town.folder()))
        book.submitVisit(Town.visit(Town.home(book, 12).line.household).copy(photos = listOf(photo)))
        val gone = object : Progress {
            override fun report(progress: SyncProgress) {
                way.spoil = { throw NoAnswer.Unreachable() }
            }
        }
        val report = book.sync(SyncOptions(PhotoMode.ALL), gone)
        assertEquals(1uL to 0uL, report.pushed to report.photos)
        assertNotNull(report.retryAfterMs)
        assertEquals("待发送", book.photoState(photo)?.label())
        way.spoil = null
        assertEquals(1uL, book.sync(SyncOptions(PhotoMode.ALL)).photos)
        assertEquals("已送达", book.photoState(photo)?.label())
    }

    @Test
    fun progress_is_reported_and_ends_at_the_total() {
        val book = Book.open(Town.folder().toString())
        book.enrol(Town.invitation(), "P1")
        val heard = mutableListOf<SyncProgress>()
        val hears = object : Progress {
            override fun report(progress: SyncProgress) {
                heard.add(progress)
            }
        }
        val report = book.sync(SyncOptions(PhotoMode.ALL), hears)
        assertTrue(heard.isNotEmpty())
        assertEquals(heard.last().total, heard.last().received)
        assertTrue(heard.zipWithNext().all { (a, b) -> a.received <= b.received })
        assertTrue(report.pulled >= 2uL * Town.HOUSEHOLDS.toULong())
        assertTrue(report.requests > 0uL && report.bytesDown > 0uL)
    }

    @Test
    fun a_progress_that_throws_stops_no_sync() {
        val book = saved(Town.phone(), 3)
        val throws = object : Progress {
            override fun report(progress: SyncProgress) = throw IllegalStateException("a bar fell over")
        }
        assertEquals(1uL, book.sync(progress = throws).pushed)
        assertTrue(book.lastHostFault()!!.contains("a bar fell over"))
    }

    @Test
    fun the_apps_own_transport_carries_everything() {
        val way = OwnTransport()
        val book = saved(Town.phone(Host(transport = way)), 4)
        assertEquals(1uL, book.sync().pushed)
        assertTrue(way.requests.get() >= 3)
        assertNull(book.lastHostFault())
    }

    @Test
    fun a_transport_that_stalls_or_breaks_off_is_tried_later() {
        val way = OwnTransport()
        val book = saved(Town.phone(Host(transport = way)), 5)
        for (fault in listOf(NoAnswer.Stalled(), NoAnswer.Broken(), NoAnswer.Failed("no modem"))) {
            way.spoil = { throw fault }
            thrown<BookException.TryLater> { book.sync() }
        }
        assertEquals(1uL, book.status().waiting)
        assertEquals("no modem", book.lastHostFault())
    }

    @Test
    fun a_hotspots_login_page_is_not_the_hub() {
        val way = OwnTransport()
        val book = saved(Town.phone(Host(transport = way)), 6)
        val page = "<html>请登录</html>".toByteArray()
        for (status in listOf<UShort>(200u, 302u, 404u)) {
            way.spoil = { Response(status, listOf(Header("Content-Type", "text/html")), page) }
            val error = thrown<BookException.NotTheHub> { book.sync() }
            assertTrue(error.canRetry() && error.userMessage().contains("热点"))
        }
        way.spoil = { Response(200u, listOf(Header("content-encoding", "ZSTD")), page) }
        thrown<BookException.NotTheHub> { book.sync() }
        assertEquals(1uL, book.status().waiting)
    }

    @Test
    fun a_busy_hub_is_asked_again_after_the_time_it_said() {
        val way = OwnTransport()
        val book = saved(Town.phone(Host(transport = way)), 7)
        way.spoil = { Response(503u, listOf(Header("RETRY-AFTER", "7")), ByteArray(0)) }
        val later = thrown<BookException.TryLater> { book.sync() }
        assertTrue(later.retryAfterMs()!! >= 7_000uL)
    }

    @Test
    fun a_hub_that_does_not_know_the_token_leaves_everything_on_the_phone() {
        val (way, plain) = OwnTransport() to OwnTransport()
        val book = saved(Town.phone(Host(transport = way)), 10)
        way.spoil = { request ->
            val others = request.headers.filterNot { it.name.equals("authorization", ignoreCase = true) }
            plain.send(request.copy(headers = others))
        }
        val told = thrown<BookException.SignIn> { book.sync() }
        assertFalse(told.canRetry())
        assertTrue(told.userMessage().contains("记录都在本机"))
        assertEquals(1uL, book.status().waiting)
        way.spoil = null
        assertEquals(1uL, book.sync().pushed)
    }

    @Test
    fun an_unexpected_exception_of_the_transport_is_a_typed_error() {
        val way = OwnTransport()
        val book = saved(Town.phone(Host(transport = way)), 8)
        for (fault in listOf(IllegalStateException("a bug"), IOException("no route"))) {
            way.spoil = { throw fault }
            assertTrue(thrown<BookException.TryLater> { book.sync() }.canRetry())
            assertTrue(book.lastHostFault()!!.contains(fault.message!!))
        }
        assertEquals(1uL, book.status().waiting)
        way.spoil = null
        assertEquals(1uL, book.sync().pushed)
        assertFalse(book.status().userMessage.contains("待发送"))
    }
}
