package org.gridbook

import java.security.KeyPairGenerator
import java.security.SecureRandom
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.time.LocalDate
import java.util.concurrent.Callable
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import kotlin.concurrent.thread
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class BorderTest {
    private class Hears : Observer {
        val heard = CopyOnWriteArrayList<Change>()
        override fun changed(change: Change) {
            heard.add(change)
        }
    }

    @Test
    fun a_malformed_id_is_a_typed_error_and_an_unknown_one_is_not_found() {
        val book = Town.phone()
        val error = thrown<BookException.MalformedId> { book.person("张秀英") }
        assertEquals("RecordId" to "malformed_id", error.kind to error.code())
        assertFalse(error.canRetry())
        thrown<BookException.MalformedId> { book.submitVisit(Town.visit("half")) }
        assertEquals("OpId", thrown<BookException.MalformedId> { book.undo("") }.kind)
        thrown<BookException.NotFound> { book.person("A".repeat(22)) }
        assertEquals(0uL, book.status().waiting)
    }

    @Test
    fun a_wrong_date_is_a_typed_error_that_names_the_field_and_the_form() {
        val book = Town.phone()
        val home = Town.home(book, 49)
        for (wrong in listOf(LocalDate.MAX, LocalDate.MIN, LocalDate.of(10_000, 1, 1), LocalDate.of(0, 12, 31))) {
            val newcomer = PersonForm("周小雨", household = home.line.household, birth = wrong)
            val error = thrown<BookException.MalformedDate> { book.addPerson(newcomer) }
            assertEquals("birth" to "malformed_date", error.field to error.code())
            assertTrue(error.form.contains("YYYY-MM-DD") && error.userMessage().contains("年-月-日"))
            assertFalse(error.canRetry())
            val edits = listOf(PersonEdit.Birth(wrong))
            val person = home.people.first().person
            assertEquals("birth", thrown<BookException.MalformedDate> { book.correctPerson(person, edits) }.field)
            assertEquals("day", thrown<BookException.MalformedDate> { book.visitsOfDay(wrong) }.field)
        }
        assertEquals(0uL, book.status().waiting)
    }

    @Test
    fun an_unknown_code_survives_the_way_there_and_back() {
        val (one, two) = Town.phone() to Town.phone()
        val home = Town.home(one, 40).line.household
        val festival = Purpose.Other("festival")
        val visit = one.submitVisit(Town.visit(home).copy(purpose = festival)).visit
        one.sync()
        two.sync()
        assertEquals(festival, two.visit(visit).line.purpose)
        assertEquals("festival" to "festival", festival.code() to festival.label())
        val known = one.submitVisit(Town.visit(home).copy(purpose = Purpose.Other("care"))).visit
        assertEquals(Purpose.Care, one.visit(known).line.purpose)
    }

    @Test
    fun every_known_code_has_its_chinese_word() {
        val labels = purposes().map { it.label() } + visitContacts().map { it.label() } +
            matterKinds().map { it.label() } + matterCategories().map { it.label() } +
            matterStates().map { it.label() } + careGroups().map { it.label() } + relations().map { it.label() }
        assertTrue(labels.size > 40)
        assertTrue(labels.all { label -> label.any { it in '\u4e00'..'\u9fff' } })
        assertEquals("关爱探访" to "care", Purpose.Care.label() to Purpose.Care.code())
    }

    @Test
    fun the_state_of_a_save_and_of_a_photo_has_its_word() {
        assertEquals(listOf("待发送", "待发送", "已送达", "已归档"), DeliveryState.entries.map { it.label() })
        assertEquals("照片文件丢失", PhotoState.Lost(Lost.MISSING).label())
        assertEquals("待发送，已传一部分", PhotoState.Partial(5uL).label())
        assertEquals("已归档", PhotoState.Safe.label())
    }

    @Test
    fun hostile_text_is_kept_or_refused_and_nothing_falls_over() {
        val book = Town.phone()
        val home = Town.home(book, 45).line.household
        for (text in listOf("a\u0000b", "\u202eabc\u2066\ufeff", "\u001b[31m\u0007", "%_\"'*(", "e\u0301".repeat(900))) {
            val visit = book.submitVisit(Town.visit(home, text)).visit
            assertEquals(text, book.visit(visit).line.content)
            book.search(text)
        }
        val large = "记".repeat(350_000)
        assertEquals("content", thrown<BookException.Invalid> { book.submitVisit(Town.visit(home, large)) }.field)
        assertTrue(book.search(large).isEmpty())
        thrown<BookException.Invalid> { book.households(after = large) }
        thrown<BookException.Photo> { book.addPhoto("\u0000") }
        assertEquals(minOf(Town.HOUSEHOLDS, 200), book.households(limit = UInt.MAX_VALUE).lines.size)
        assertEquals(5uL, book.sync().pushed)
    }

    @Test
    fun half_a_character_is_refused_before_the_call() {
        val book = Town.phone()
        val home = Town.home(book, 46).line.household
        thrown<CharacterCodingException> { book.submitVisit(Town.visit(home, "半个\ud83d")) }
        assertEquals(0uL, book.status().waiting)
        book.submitVisit(Town.visit(home, "整个\ud83d\ude0a"))
    }

    @Test
    fun the_last_change_heard_has_the_true_status() {
        val book = Town.phone()
        val home = Town.home(book, 47).line.household
        val (begun, others) = CountDownLatch(1) to CountDownLatch(1)
        val waiting = CopyOnWriteArrayList<ULong>()
        val slow = object : Observer {
            override fun changed(change: Change) {
                if (waiting.isNotEmpty() && begun.count > 0) {
                    begun.countDown()
                    others.await()
                }
                waiting.add(change.status.waiting)
            }
        }
        book.observe(slow).use {
            val slowly = thread { book.submitVisit(Town.visit(home)) }
            begun.await()
            book.submitVisit(Town.visit(home))
            book.submitVisit(Town.visit(home))
            val meanwhile = waiting.toList()
            others.countDown()
            slowly.join()
            assertEquals(listOf(0uL), meanwhile, "nobody waits for a slow observer")
        }
        assertEquals(listOf(0uL, 1uL, 3uL), waiting)
    }

    @Test
    fun a_callback_may_use_the_book() {
        val book = Town.phone()
        val home = Town.home(book, 48).line.household
        val waiting = mutableListOf<ULong>()
        val saves = object : Observer {
            override fun changed(change: Change) {
                waiting.add(change.status.waiting)
                if (waiting.size < 300) book.submitVisit(Town.visit(home))
            }
        }
        book.observe(saves).close()
        assertEquals((0uL..299uL).toList(), waiting)
        val told = mutableListOf<Any>()
        val asks = object : Progress {
            override fun report(progress: SyncProgress) {
                told.add(book.status().waiting)
                book.beginDraft("visit")
                told.add(thrown<BookException.SyncRunning> { book.sync() }.code())
            }
        }
        assertEquals(299uL, book.sync(progress = asks).pushed)
        assertEquals(listOf(0uL, "sync_running"), told.takeLast(2))
        assertEquals(null, book.lastHostFault())
    }

    @Test
    fun a_book_let_go_in_mid_sync_finishes_it() {
        val book = Town.phone()
        book.submitVisit(Town.visit(Town.home(book, 49).line.household))
        val closes = object : Progress {
            override fun report(progress: SyncProgress) = book.close()
        }
        assertEquals(1uL, book.sync(progress = closes).pushed)
        thrown<IllegalStateException> { book.status() }
        book.close()
    }

    @Test
    fun status_is_observed_with_the_present_first_until_it_is_cancelled() {
        val book = Town.phone()
        val home = Town.home(book, 41).line.household
        book.submitVisit(Town.visit(home))
        val hears = Hears()
        val subscription = book.observe(hears)
        assertEquals(1uL, hears.heard.single().status.waiting)
        val other = Executors.newSingleThreadExecutor()
        other.submit { book.submitVisit(Town.visit(home)) }.get()
        assertEquals(2uL, hears.heard.last().status.waiting)
        assertTrue(RecordClass.Visit in hears.heard.last().classes)
        assertTrue(hears.heard.last().status.userMessage.startsWith("待发送 2 条"))
        other.submit { book.sync() }.get()
        assertEquals(0uL, hears.heard.last().status.waiting)
        subscription.cancel()
        subscription.cancel()
        val count = hears.heard.size
        other.submit { book.submitVisit(Town.visit(home)) }.get()
        other.shutdown()
        assertEquals(count, hears.heard.size)
    }

    @Test
    fun an_observer_that_throws_disturbs_no_save() {
        val book = Town.phone()
        val throws = object : Observer {
            override fun changed(change: Change) = throw IllegalStateException("a screen fell over")
        }
        book.observe(throws).use {
            book.submitVisit(Town.visit(Town.home(book, 42).line.household))
        }
        assertEquals(1uL, book.status().waiting)
        assertTrue(book.lastHostFault()!!.contains("a screen fell over"))
    }

    @Test
    fun many_threads_use_one_book_at_once() {
        val book = Town.phone()
        val home = Town.home(book, 43).line.household
        val pool = Executors.newFixedThreadPool(8)
        val work = (1..8).map {
            Callable<Unit> {
                repeat(5) {
                    book.submitVisit(Town.visit(home))
                    book.households(limit = 20u)
                    book.search("zxy")
                    book.status()
                }
            }
        }
        val syncs = Callable<Unit> {
            try {
                book.sync()
            } catch (running: BookException.SyncRunning) {
                assertTrue(running.canRetry())
            }
        }
        pool.invokeAll(work + syncs + syncs).forEach { it.get() }
        pool.shutdown()
        book.sync()
        assertEquals(40, book.visitsOfHousehold(home, 100u).size)
        assertEquals(0uL, book.status().waiting)
    }

    @Test
    fun the_hosts_clock_randomness_and_hardware_key_are_used() {
        val pair = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()
        val clock = object : Clock {
            override fun reading() = Reading(1_795_399_200_000, 5_000, 3)
        }
        val random = object : Random {
            override fun bytes(count: UInt) = ByteArray(count.toInt()).also { SecureRandom().nextBytes(it) }
        }
        val signer = object : Signer {
            override fun publicKey(): ByteArray = pair.public.encoded
            override fun sign(message: ByteArray): ByteArray =
                Signature.getInstance("SHA256withECDSA").run {
                    initSign(pair.private)
                    update(message)
                    sign()
                }
        }
        val book = Book.open(Town.folder().toString(), host = Host(null, clock, random, signer))
        assertEquals(1_795_399_200_000, book.beginDraft("visit").createdAt)
        book.enrol(Town.invitation(), "P1")
        book.sync()
        book.submitVisit(Town.visit(Town.home(book, 44).line.household))
        assertEquals(1uL, book.sync().pushed)
        assertEquals(null, book.lastHostFault())
    }

    @Test
    fun a_host_that_fails_loses_nothing() {
        val failing = object : Signer, Random, Clock {
            override fun publicKey(): ByteArray = throw HostException.Failed("locked")
            override fun sign(message: ByteArray): ByteArray = throw HostException.Failed("locked")
            override fun bytes(count: UInt): ByteArray = throw IllegalStateException("no noise")
            override fun reading(): Reading = throw IllegalStateException("no time")
        }
        val locked = Book.open(Town.folder().toString(), host = Host(signer = failing))
        val signer = thrown<BookException.Signer> { locked.enrol(Town.invitation(), "P1") }
        assertTrue(signer.canRetry() && locked.lastHostFault() == "locked")
        val dry = Book.open(Town.folder().toString(), host = Host(random = failing))
        thrown<BookException.Bug> { dry.beginDraft("visit") }
        assertTrue(dry.drafts().isEmpty())
        assertTrue(dry.lastHostFault()!!.contains("no noise"))
        val timeless = Book.open(Town.folder().toString(), host = Host(clock = failing))
        val now = System.currentTimeMillis()
        assertTrue(timeless.beginDraft("visit").createdAt in now - 60_000..now + 60_000)
    }
}
