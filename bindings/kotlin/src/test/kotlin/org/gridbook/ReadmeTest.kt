package org.gridbook

import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ReadmeTest {
    private fun firstEvening(folder: String, invitation: String, jpeg: String): String {
        // README
        val book = Book.open(folder)                                  // one worker, one folder
        book.enrol(invitation, device = "Example P1")                 // once: the line of a QR code
        book.sync()                                                   // whenever a network is there
        val home = book.households(limit = 50u).lines.first()         // page by page, as one walks
        val draft = book.beginDraft("visit", about = home.household)  // survives whatever happens
        val photo = book.addDraftPhoto(draft.draft, jpeg)
        val form = VisitForm(home.household, Purpose.Care, VisitContact.Met, content = "老人身体尚好。", photos = listOf(photo))
        book.submitVisit(form, draft.draft)                           // on the disk; needs no network
        val status = book.status().userMessage                        // 待发送 1 条、1 张照片，已保存在本机…
        try { book.sync(SyncOptions(PhotoMode.ALL)) } catch (e: BookException) { showToWorker(e.userMessage(), e.canRetry()) }
        // README
        return status
    }

    private fun showToWorker(words: String, canRetry: Boolean): Unit = throw AssertionError("$words $canRetry")

    @Test
    fun the_readmes_example_runs() {
        val status = firstEvening(Town.folder().toString(), Town.invitation(), picture(Town.folder()))
        assertTrue(status.startsWith("待发送 1 条、1 张照片"))
    }
}
