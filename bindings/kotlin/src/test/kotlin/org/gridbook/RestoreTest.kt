package org.gridbook

import java.io.File
import java.nio.file.Files
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A hub that is set back: everything comes again, ops and photos, and the phone says so. */
class RestoreTest {
    private val all = SyncOptions(photos = PhotoMode.ALL)
    private val root = Files.createTempDirectory("gridbook-restore").toFile()
    private val data = File(root, "hub")
    private val backups = File(root, "backups").path
    private var hub: Process? = null
    private var port = "0"

    private fun admin(vararg arguments: String) =
        Town.gridbook("admin", "--data", data.path, "--json", *arguments)

    private fun serve(): String {
        val listen = arrayOf("hub", "--data", data.path, "--listen", "127.0.0.1:$port")
        val log = ProcessBuilder.Redirect.appendTo(File(root, "hub.log"))
        val process = ProcessBuilder(Town.command, *listen).redirectError(log).start()
        hub = process
        val line = process.inputStream.bufferedReader().readLine() ?: error("the hub ended at once")
        val url = line.split(" ").first { it.startsWith("http://") }
        port = url.substringAfterLast(":")
        return url
    }

    private fun stop() {
        hub?.destroy()
        hub?.waitFor()
        hub = null
    }

    @AfterEach
    fun end() {
        stop()
        root.deleteRecursively()
    }

    private fun phone(): Book {
        admin("area", "add", "清河街道", "--level", "street")
        admin("area", "add", "幸福社区", "--level", "community", "--parent", "清河街道")
        admin("area", "add", Town.GRID, "--level", "grid", "--parent", "幸福社区")
        Town.gridbook("import", "roster", Town.workbook().toString(), "--data", data.path, "--json")
        val url = serve()
        admin("account", "add", "王芳", "--role", "worker", "--area", Town.GRID)
        val said = admin("invite", "王芳", "--url", url)
        val book = Book.open(File(root, "phone").path)
        book.enrol(Regex("\"invitation\":\"([^\"]+)\"").find(said)!!.groupValues[1], "Example P1")
        book.sync()
        return book
    }

    /** The complete photos on the hub's disk. */
    private fun photoFiles() =
        File(data, "photos").listFiles().orEmpty().sumOf { it.listFiles { file -> file.isFile }.orEmpty().size }

    /** Submits a visit with a photo and sends both; gives the photo. */
    private fun sendVisit(book: Book): RecordId {
        val picture = File(root, "in.jpg")
        picture.writeBytes(byteArrayOf(-1, -40, -1, -32) + ByteArray(90_000))
        val photo = book.addPhoto(picture.path)
        val household = Town.home(book, 1).line.household
        book.submitVisit(Town.visit(household).copy(photos = listOf(photo)))
        book.sync(all)
        assertEquals(PhotoState.Durable, book.photoState(photo))
        return photo
    }

    /** One sync brings everything, and the phone says what had happened. */
    private fun cameAgain(book: Book, photo: RecordId) {
        val report = book.sync(all)
        assertEquals(1uL to 1uL, report.pushed to report.photos)
        assertEquals(1, photoFiles())
        assertEquals(PhotoState.Durable, book.photoState(photo))
        val status = book.status()
        assertEquals(listOf(0uL, 0uL, 0uL), listOf(status.waiting, status.photosWaiting, status.lostAtHub))
        val told = book.notices(9u).single()
        assertTrue(told.userMessage.contains("丢失了本机已送达的 1 条"))
    }

    @Test
    fun a_restored_backup_ends_with_everything_at_the_hub() {
        val book = phone()
        Town.gridbook("backup", backups, "--data", data.path)
        val photo = sendVisit(book)
        stop()
        data.deleteRecursively()
        Town.gridbook("restore", backups, "--data", data.path)
        serve()
        cameAgain(book, photo)
    }

    @Test
    fun a_copied_folder_that_is_put_back_ends_with_everything_at_the_hub() {
        val book = phone()
        stop()
        val copy = File(root, "hub.bak")
        data.copyRecursively(copy)
        serve()
        val photo = sendVisit(book)
        stop()
        data.deleteRecursively()
        copy.copyRecursively(data)
        serve()
        cameAgain(book, photo)
    }

    @Test
    fun photos_alone_that_are_lost_come_again() {
        val book = phone()
        val photo = sendVisit(book)
        stop()
        File(data, "photos").deleteRecursively()
        serve()
        assertEquals(0uL, book.sync(SyncOptions(photos = PhotoMode.NOTHING)).photos)
        assertEquals(PhotoState.Local, book.photoState(photo))
        assertTrue(book.status().userMessage.contains("待发送 1 张照片"))
        assertEquals(1uL, book.sync(all).photos)
        assertEquals(1, photoFiles())
    }
}
