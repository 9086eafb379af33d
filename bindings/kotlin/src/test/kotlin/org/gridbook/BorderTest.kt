package org.gridbook

import java.security.KeyPairGenerator
import java.security.SecureRandom
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.util.concurrent.Callable
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.Executors
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
        val labels = purposes().map { it.label() } + meetings().map { it.label() } +
            matterKinds().map { it.label() } + matterCategories().map { it.label() } +
            matterStates().map { it.label() } + careGroups().map { it.label() } + relations().map { it.label() }
        assertTrue(labels.size > 40)
        assertTrue(labels.all { label -> label.any { it in '\u4e00'..'\u9fff' } })
        assertEquals("关爱探访" to "care", Purpose.Care.label() to Purpose.Care.code())
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
        assertTrue(hears.heard.last().status.words.startsWith("待发送 2 条"))
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
