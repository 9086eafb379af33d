package org.gridbook

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class MattersTest {
    private fun step(matter: RecordId, state: String, by: String, vararg more: String) {
        Town.admin("step", matter, state, "--as", by, *more)
    }

    private fun lamp(book: Book, draft: RecordId? = null) =
        book.reportMatter(MatterForm(MatterKind.Coordination, MatterCategory.Municipal, "路灯不亮", place = "东门"), draft)

    @Test
    fun a_matter_is_followed_from_reported_to_closed() {
        val book = Town.phone()
        val matter = lamp(book).matter
        assertTrue(book.matter(matter).line.unsettled)
        book.sync()
        assertEquals("待受理", book.matter(matter).line.state.label())
        step(matter, "accepted", "网格中心")
        step(matter, "dispatched", "网格中心", "--department", "城管办")
        step(matter, "handling", "城管办")
        step(matter, "handled", "城管办")
        book.sync()
        val handled = book.matter(matter)
        assertEquals(MatterState.Handled to "城管办", handled.line.state to handled.department)
        assertEquals(setOf(MatterState.Verified, MatterState.Dispatched), handled.steps.map { it.to }.toSet())
        val labels = handled.steps.map { it.label to it.hint }
        assertEquals(listOf("核查通过" to "现场已处理好。", "重新办理" to "没有处理好，说明原因。"), labels)
        val reasonless = thrown<BookException.Invalid> { book.sendBackMatter(matter, " ") }
        assertEquals("reason", reasonless.field)
        book.verifyMatter(matter)
        book.sync()
        step(matter, "closed", "网格中心")
        book.sync()
        val closed = book.matter(matter)
        assertEquals(MatterState.Closed, closed.line.state)
        assertEquals(listOf(MatterState.Reported, MatterState.Verified), closed.history.map { it.to })
        assertTrue(closed.history.all { it.effect == Effect.Applied })
        assertTrue(book.matters(MatterState.Closed).lines.any { it.matter == matter })
        val illegal = thrown<BookException.Invalid> { book.verifyMatter(matter) }
        assertEquals("state", illegal.field)
    }

    @Test
    fun a_returned_matter_says_why_and_is_reported_again() {
        val book = Town.phone()
        val matter = lamp(book).matter
        book.sync()
        step(matter, "returned", "网格中心", "--reason", "请写明是几号楼")
        book.sync()
        val returned = book.matter(matter)
        assertEquals(MatterState.Returned to "请写明是几号楼", returned.line.state to returned.reason)
        book.resubmitMatter(matter, place = "3号楼东门")
        book.sync()
        val again = book.matter(matter).line
        assertEquals(MatterState.Reported to "3号楼东门", again.state to again.place)
    }

    @Test
    fun an_emergency_says_whom_to_call() {
        val book = Town.phone()
        val form = MatterForm(MatterKind.Emergency, MatterCategory.Safety, "燃气泄漏", place = "2号楼")
        val saved = book.reportMatter(form)
        assertEquals("110", saved.emergency!!.phone)
        assertTrue(saved.emergency.waiting && saved.emergency.userMessage.contains("110"))
        book.sync()
        assertEquals(false, book.emergency(saved.matter)?.waiting)
        assertNull(book.emergency(lamp(book).matter))
    }

    @Test
    fun a_draft_submitted_twice_makes_one_matter() {
        val book = Town.phone()
        val draft = book.beginDraft("matter").draft
        assertEquals(draft, lamp(book, draft).matter)
        thrown<BookException.AlreadySubmitted> { lamp(book, draft) }
        assertTrue(book.drafts().isEmpty())
        assertEquals(1uL, book.status().waiting)
    }
}
