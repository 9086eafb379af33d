package org.gridbook

import java.nio.ByteBuffer
import java.nio.file.Files
import java.nio.file.Path
import java.security.SecureRandom
import java.util.concurrent.CountDownLatch
import kotlin.concurrent.thread
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class OpeningTest {
    @Test
    fun a_wrong_invitation_is_refused_and_a_right_one_works_afterwards() {
        val book = Book.open(Town.folder().toString())
        val unreadable = thrown<BookException.Invitation> { book.enrol("https://example.com", "P1") }
        assertFalse(unreadable.refused)
        val used = Town.invitation()
        Book.open(Town.folder().toString()).enrol(used, "P1")
        val refused = thrown<BookException.Invitation> { book.enrol(used, "P1") }
        assertTrue(refused.refused)
        assertEquals("invitation_refused", refused.code())
        assertTrue(refused.userMessage().contains("邀请码"))
        assertFalse(refused.canRetry())
        assertNull(book.identity())
        val worker = Town.worker()
        assertEquals(worker, book.enrol(Town.invitation(worker), "P1").name)
    }

    @Test
    fun enrolling_twice_gives_the_same_install_and_another_worker_needs_another_folder() {
        val book = Book.open(Town.folder().toString())
        val invitation = Town.invitation()
        val first = book.enrol(invitation, "P1")
        assertEquals(first, book.enrol(invitation, "P1"))
        assertEquals(Role.Worker, first.role)
        assertEquals(Town.url, first.url)
        thrown<BookException.AlreadyEnrolled> { book.enrol(Town.invitation(), "P1") }
        assertEquals(first, book.identity())
    }

    @Test
    fun a_book_opened_twice_is_the_same_book() {
        val folder = Town.folder().toString()
        val (one, two) = Book.open(folder) to Book.open(folder)
        one.enrol(Town.invitation(), "P1")
        one.sync()
        assertEquals(one.identity(), two.identity())
        val home = Town.home(one, 0).line.household
        one.submitVisit(Town.visit(home))
        assertEquals(1uL, two.status().waiting)
        two.sync()
        assertEquals(0uL, one.status().waiting)
    }

    @Test
    fun a_file_of_a_newer_app_or_a_damaged_one_is_told_and_left_as_it_is() {
        val folder = Town.folder()
        Book.open(folder.toString()).close()
        val file = folder.resolve("book.db")
        val newer = Files.readAllBytes(file)
        ByteBuffer.wrap(newer).putInt(60, 999)
        Files.write(file, newer)
        val future = thrown<BookException.AppTooOld> { Book.open(folder.toString()) }
        assertEquals("app_too_old", future.code())
        assertTrue(future.userMessage().contains("更新应用") && !future.canRetry())
        assertArrayEquals(newer, Files.readAllBytes(file))
        val damaged = ByteArray(8192) { 'x'.code.toByte() }
        Files.write(file, damaged)
        val unreadable = thrown<BookException.Damaged> { Book.open(folder.toString()) }
        assertEquals("damaged", unreadable.code())
        assertTrue(unreadable.userMessage().contains("损坏") && !unreadable.canRetry())
        assertArrayEquals(damaged, Files.readAllBytes(file))
    }

    @Test
    fun a_key_is_refused_where_nothing_is_encrypted() {
        val folder = Town.folder()
        val refused = thrown<BookException.EncryptionUnavailable> { Book.open(folder.toString(), ByteArray(32)) }
        assertEquals("encryption_unavailable", refused.code())
        assertFalse(Files.exists(folder.resolve("book.db")))
        val short = thrown<BookException.Invalid> { Book.open(folder.toString(), ByteArray(5)) }
        assertEquals("key", short.field)
    }

    @Test
    fun a_folder_that_cannot_be_made_is_a_typed_error() {
        val file = Files.createFile(Town.folder().resolve("file"))
        val error = thrown<BookException.Storage> { Book.open(file.resolve("below").toString()) }
        assertEquals("storage", error.code())
        assertTrue(error.userMessage().contains("存储"))
        assertFalse(error.trace.contains(file.toString()))
        assertEquals("folder", thrown<BookException.Invalid> { Book.open("") }.field)
    }

    @Test
    fun a_folder_may_have_a_chinese_name() {
        val folder = Town.folder().resolve("幸福社区 第一网格").resolve("张伟")
        val book = Book.open(folder.toString())
        val file = Path.of(book.photoFile(book.addPhoto(picture(Town.folder())))!!)
        assertTrue(file.startsWith(folder) && Files.exists(file))
    }

    @Test
    fun a_book_that_is_not_enrolled_says_so() {
        val book = Book.open(Town.folder().toString())
        assertEquals("此设备尚未登记，请扫描邀请码", book.status().userMessage)
        assertFalse(book.status().enrolled)
        thrown<BookException.NotEnrolled> { book.sync() }
        val lamp = MatterForm(MatterKind.General, MatterCategory.Municipal, "路灯不亮")
        val error = thrown<BookException> { book.reportMatter(lamp) }
        assertTrue(error is BookException.NotEnrolled || error is BookException.Invalid)
        assertTrue(book.households().lines.isEmpty())
    }

    @Test
    fun two_books_in_one_process_keep_apart() {
        val (one, two) = Town.phone() to Town.phone()
        val home = Town.home(one, 1).line.household
        one.submitVisit(Town.visit(home, "只在这本台账里。"))
        assertEquals(1uL, one.status().waiting)
        assertEquals(0uL, two.status().waiting)
        assertTrue(two.visitsOfHousehold(home, 10u).none { it.content == "只在这本台账里。" })
    }

    @Test
    fun a_book_that_is_held_is_busy_and_saves_once_it_is_free() {
        val (asked, goOn) = CountDownLatch(1) to CountDownLatch(1)
        val held = object : Random {
            override fun bytes(count: UInt): ByteArray {
                asked.countDown()
                goOn.await()
                return ByteArray(count.toInt()).also { SecureRandom().nextBytes(it) }
            }
        }
        val folder = Town.folder().toString()
        val (one, two) = Book.open(folder, host = Host(random = held)) to Book.open(folder)
        val first = thread { one.beginDraft("visit") }
        asked.await()
        val busy = thrown<BookException.Busy> { two.beginDraft("visit") }
        assertTrue(two.drafts().isEmpty(), "who reads does not wait")
        goOn.countDown()
        first.join()
        assertTrue(busy.canRetry() && busy.userMessage().contains("占用"))
        assertEquals("busy", busy.code())
        two.beginDraft("visit")
        assertEquals(2, one.drafts().size)
    }
}
