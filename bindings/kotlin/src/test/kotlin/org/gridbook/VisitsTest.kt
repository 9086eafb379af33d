package org.gridbook

import java.nio.file.Files
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class VisitsTest {
    @Test
    fun chinese_text_survives_byte_for_byte() {
        val (one, two) = Town.phone() to Town.phone()
        val text = "𠮷野家旁“独居”老人：㐂、镕、é、👵🏼\n第二行\t完。"
        val visit = one.submitVisit(Town.visit(Town.home(one, 20).line.household, text)).visit
        assertArrayEquals(text.toByteArray(), one.visit(visit).line.content.toByteArray())
        one.sync()
        two.sync()
        assertArrayEquals(text.toByteArray(), two.visit(visit).line.content.toByteArray())
    }

    @Test
    fun a_draft_survives_close_and_reopen() {
        val folder = Town.folder()
        val book = Book.open(folder.toString())
        val draft = book.beginDraft("visit").draft
        book.saveDraft(draft, """{"content":"门没"}""")
        val photo = book.addDraftPhoto(draft, picture(folder))
        book.close()
        Book.open(folder.toString()).use { again ->
            val kept = again.drafts().single()
            assertEquals("""{"content":"门没"}""", kept.form)
            assertEquals(listOf(photo), kept.photos)
            assertEquals("visit", kept.kind)
            assertTrue(Files.exists(java.nio.file.Path.of(again.photoFile(photo)!!)))
            val error = thrown<BookException.Invalid> { again.saveDraft(draft, "no JSON") }
            assertEquals("form", error.field)
            again.deleteDraft(draft)
            thrown<BookException.NotFound> { again.draft(draft) }
        }
    }

    @Test
    fun a_draft_submitted_twice_makes_one_visit() {
        val book = Town.phone()
        val home = Town.home(book, 21).line.household
        val draft = book.beginDraft("visit", home).draft
        val saved = book.submitVisit(Town.visit(home), draft)
        val again = thrown<BookException.AlreadySubmitted> { book.submitVisit(Town.visit(home), draft) }
        assertEquals("already_submitted", again.code())
        assertTrue(again.userMessage().contains("没有重复保存"))
        assertEquals(draft, saved.visit)
        assertTrue(book.drafts().isEmpty())
        assertEquals(1, book.visitsOfHousehold(home, 10u).size)
    }

    @Test
    fun a_photo_that_is_missing_or_no_image_is_refused() {
        val book = Town.phone()
        val folder = Town.folder()
        val missing = thrown<BookException.Photo> { book.addPhoto(folder.resolve("no.jpg").toString()) }
        assertEquals(PhotoFault.UNREADABLE to "photo_unreadable", missing.fault to missing.code())
        val text = Files.writeString(folder.resolve("text.jpg"), "这不是照片")
        val noImage = thrown<BookException.Photo> { book.addPhoto(text.toString()) }
        assertEquals(PhotoFault.NOT_AN_IMAGE, noImage.fault)
        assertTrue(noImage.userMessage().contains("照片"))
        val form = Town.visit(Town.home(book, 22).line.household).copy(photos = listOf("A".repeat(22)))
        thrown<BookException.NotFound> { book.submitVisit(form) }
        assertEquals(0uL, book.status().waiting)
    }

    @Test
    fun a_visit_with_a_photo_reaches_the_hub_and_the_other_phone() {
        val (one, two) = Town.phone() to Town.phone()
        val home = Town.home(one, 23)
        val draft = one.beginDraft("visit", home.line.household).draft
        val photo = one.addDraftPhoto(draft, picture(Town.folder()))
        assertEquals(PhotoState.Local, one.photoState(photo))
        val form = Town.visit(home.line.household).copy(
            people = home.people.map { it.person },
            promise = "下周送药",
            position = Position(39.9042001, -0.0000001, 12.0, PositionSource.Gnss, false),
            photos = listOf(photo),
            newcomers = listOf(PersonForm("周小雨", relation = Relation.Grandchild)),
        )
        val saved = one.submitVisit(form, draft)
        assertEquals(1, saved.newcomers.size)
        val report = one.sync(SyncOptions(PhotoMode.ALL))
        assertEquals(1uL to 1uL, report.pushed to report.photos)
        assertEquals(PhotoState.Durable, one.photoState(photo))
        val detail = one.visit(saved.visit)
        assertEquals(DeliveryState.DELIVERED to Effect.Applied, detail.outcome?.delivery to detail.outcome?.effect)
        two.sync()
        val seen = two.visit(saved.visit)
        assertEquals(Triple(1u, "下周送药", form.position), Triple(seen.line.photos, seen.promise, seen.position))
        assertEquals(2, two.peopleOf(home.line.household).size)
        val at = java.time.Instant.ofEpochMilli(seen.line.at!!).atOffset(java.time.ZoneOffset.ofHours(8))
        assertTrue(two.visitsOfDay(at.toLocalDate()).any { it.visit == saved.visit })
    }

    @Test
    fun a_photo_waits_until_a_sync_is_told_to_send_it() {
        val book = Town.phone()
        val photo = book.addPhoto(picture(Town.folder()))
        book.submitVisit(Town.visit(Town.home(book, 24).line.household).copy(photos = listOf(photo)))
        val report = book.sync()
        assertEquals(1uL to 0uL, report.pushed to report.photos)
        assertTrue(book.status().userMessage.startsWith("待发送 1 张照片"))
        assertEquals(1uL, book.sync(SyncOptions(PhotoMode.ALL)).photos)
        assertEquals(0uL, book.status().photosWaiting)
    }

    @Test
    fun a_position_that_is_no_place_on_earth_is_refused_and_blocks_nothing() {
        val book = Town.phone()
        val form = Town.visit(Town.home(book, 28).line.household)
        fun at(latitude: Double, longitude: Double, accuracy: Double) =
            form.copy(position = Position(latitude, longitude, accuracy, PositionSource.Gnss, false))
        val nan = Double.NaN
        val wrong = listOf(at(90.1, 0.0, 5.0), at(0.0, -180.1, 5.0), at(nan, 0.0, 5.0), at(0.0, 0.0, -1.0), at(0.0, 0.0, nan))
        for (nowhere in wrong) {
            assertEquals("position", thrown<BookException.Invalid> { book.submitVisit(nowhere) }.field)
        }
        val edge = book.submitVisit(at(-90.0, 180.0, 7.2)).visit
        assertEquals(at(-90.0, 180.0, 8.0).position, book.visit(edge).position)
        assertNull(book.visit(book.submitVisit(form).visit).position)
    }

    @Test
    fun a_returned_log_is_noticed_and_amended() {
        val (one, two) = Town.phone() to Town.phone()
        val home = Town.home(one, 24).line.household
        val visit = one.submitVisit(Town.visit(home, "去过了。")).visit
        one.sync()
        Town.admin("return", visit, "--reason", "请写明见到了谁。", "--as", "赵督导")
        one.sync()
        val notice = one.notices(10u).single()
        assertEquals(NoticeKind.VisitReturned to visit, notice.kind to notice.about)
        assertEquals("请写明见到了谁。" to "赵督导", notice.userMessage to notice.by)
        assertEquals(Verdict.Returned, one.visit(visit).line.verdict)
        assertEquals(1uL, one.unreadNotices())
        one.markNoticeRead(notice.notice)
        assertEquals(0uL, one.unreadNotices())
        val amended = one.amendVisit(visit, Town.visit(home, "见到户主本人。")).visit
        one.sync()
        two.sync()
        val old = two.visit(visit)
        assertTrue(old.line.amended && old.line.content == "去过了。", "both stay")
        assertEquals(listOf(amended), old.amendments.map { it.visit })
        assertTrue(two.notices(10u).isEmpty(), "nobody else is told")
    }

    @Test
    fun a_save_is_undone_before_it_is_sent_and_not_after() {
        val way = OwnTransport()
        val book = Town.phone(Host(transport = way))
        val home = Town.home(book, 25).line.household
        val first = book.submitVisit(Town.visit(home))
        assertEquals(DeliveryState.SAVED, book.savedOps().single().state)
        book.undo(first.op)
        assertTrue(book.savedOps().isEmpty() && book.visitsOfHousehold(home, 10u).isEmpty())
        thrown<BookException.NotFound> { book.undo(first.op) }
        val second = book.submitVisit(Town.visit(home))
        way.spoil = { throw NoAnswer.Broken() }
        thrown<BookException.TryLater> { book.sync() }
        val late = thrown<BookException.TooLate> { book.undo(second.op) }
        assertTrue(late.userMessage().contains("不能撤销"))
        assertFalse(late.canRetry())
        way.spoil = null
        book.sync()
        assertNotNull(book.savedOps().single().mseq)
    }

    @Test
    fun too_large_a_save_is_refused_and_its_draft_is_kept() {
        val book = Town.phone()
        val home = Town.home(book, 26).line.household
        val draft = book.beginDraft("visit", home).draft
        val crowd = List(12) { PersonForm("周小雨", note = "记".repeat(1_900)) }
        val form = Town.visit(home).copy(newcomers = crowd)
        val error = thrown<BookException.TooLarge> { book.submitVisit(form, draft) }
        assertTrue(error.bytes > 65_536uL)
        assertEquals("too_large", error.code())
        assertEquals(draft, book.drafts().single().draft)
        book.submitVisit(form.copy(newcomers = crowd.take(2)), draft)
        assertTrue(book.drafts().isEmpty())
    }
}
