package org.gridbook

import java.io.File
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.net.SocketException
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.atomic.AtomicInteger
import java.util.zip.ZipEntry
import java.util.zip.ZipOutputStream
import kotlin.concurrent.thread

/** A street with a real hub: the `gridbook` command serves it, sets it up and imports its workbook. */
object Town {
    const val GRID = "第一网格"
    const val HOUSEHOLDS = 130
    val command: String = System.getProperty("gridbook.command")
    private val folder: Path = Files.createTempDirectory("gridbook-town")
    private val data = folder.resolve("hub").toString()
    private val count = AtomicInteger()

    /** Where the hub answers. */
    val url: String by lazy { settle() }

    /** Runs the command; gives what it printed. */
    fun gridbook(vararg arguments: String): String {
        val process = ProcessBuilder(command, *arguments).redirectErrorStream(true).start()
        val said = process.inputStream.bufferedReader().readText()
        check(process.waitFor() == 0) { "gridbook ${arguments.joinToString(" ")}: $said" }
        return said
    }

    /** Runs `gridbook admin`. */
    fun admin(vararg arguments: String): String = gridbook("admin", "--data", data, "--json", *arguments)

    private fun settle(): String {
        admin("area", "add", "清河街道", "--level", "street")
        admin("area", "add", "幸福社区", "--level", "community", "--parent", "清河街道")
        admin("area", "add", GRID, "--level", "grid", "--parent", "幸福社区")
        for ((name, role) in listOf("赵督导" to "supervisor", "网格中心" to "dispatcher", "城管办" to "handler")) {
            admin("account", "add", name, "--role", role, "--area", "幸福社区")
        }
        admin("set", "emergency_phone", "110")
        gridbook("import", "roster", workbook().toString(), "--data", data, "--json")
        return serve()
    }

    private fun serve(): String {
        val hub = ProcessBuilder(command, "hub", "--data", data, "--listen", "127.0.0.1:0")
        val process = hub.redirectError(File(folder.toFile(), "hub.log")).start()
        Runtime.getRuntime().addShutdownHook(Thread {
            process.destroy()
            process.waitFor()
            folder.toFile().deleteRecursively()
        })
        val line = process.inputStream.bufferedReader().readLine() ?: error("the hub ended at once")
        return line.split(" ").first { it.startsWith("http://") }
    }

    /** A fresh folder that goes with the town. */
    fun folder(): Path = Files.createTempDirectory(folder, "folder-")

    /** An invitation for a worker who is new unless named. */
    fun invitation(worker: String = worker(), at: String = url): String {
        val said = admin("invite", worker, "--url", at)
        return Regex("\"invitation\":\"([^\"]+)\"").find(said)!!.groupValues[1]
    }

    /** A new worker of the grid. */
    fun worker(): String {
        url.length
        val name = "网格员${count.incrementAndGet()}"
        admin("account", "add", name, "--role", "worker", "--area", "幸福社区/$GRID")
        return name
    }

    /** A new worker's phone: open, enrolled, synced. */
    fun phone(host: Host? = null, worker: String = worker()): Book {
        val book = Book.open(folder().toString(), host = host)
        book.enrol(invitation(worker), "Example P1")
        book.sync()
        return book
    }

    /** The household of a door: 1号楼101 up to [HOUSEHOLDS] of them, ten a building. */
    fun home(book: Book, number: Int): HouseholdDetail {
        val building = "${number / 10 + 1}号楼"
        val area = book.grids().single().area
        val page = book.households(HouseholdFilter(area, building))
        return book.household(page.lines.first { it.door == "${101 + number % 10}" }.household)
    }

    /** A visit at a household, ready to be submitted. */
    fun visit(household: RecordId, content: String = "老人身体尚好。") =
        VisitForm(household, Purpose.Care, VisitContact.Met, content = content)

    /** A workbook as a clerk keeps one, in the plainest form a spreadsheet program reads. */
    fun workbook(): Path {
        val title = listOf("街道", "社区", "网格", "楼栋", "门牌", "户号", "户主", "姓名", "性别", "电话", "与户主关系", "关爱类别")
        val rows = (0 until HOUSEHOLDS).map { n ->
            val name = NAMES[n % NAMES.size]
            val (building, door, phone) = Triple("${n / 10 + 1}号楼", "${101 + n % 10}", "1391000${1000 + n}")
            val care = if (n % 3 == 0) "独居老人" else ""
            listOf("清河街道", "幸福社区", GRID, building, door, "H${1000 + n}", name, name, "女", phone, "户主", care)
        }
        val cells = (listOf(title) + rows).joinToString("") { row ->
            row.joinToString("", "<row>", "</row>") { "<c t=\"inlineStr\"><is><t>$it</t></is></c>" }
        }
        val file = folder.resolve("台账.xlsx")
        ZipOutputStream(Files.newOutputStream(file)).use { zip ->
            for ((name, text) in PARTS + ("xl/worksheets/sheet1.xml" to SHEET.format(cells))) {
                zip.putNextEntry(ZipEntry(name))
                zip.write(text.toByteArray())
            }
        }
        return file
    }

    val NAMES = listOf("张秀英", "王建国", "李淑兰", "赵铁柱", "陈晓梅", "刘玉珍", "孙志强")

    private const val HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
    private const val OFFICE = "http://schemas.openxmlformats.org"
    private const val SHEET = "$HEAD<worksheet xmlns=\"$OFFICE/spreadsheetml/2006/main\"><sheetData>%s</sheetData></worksheet>"
    private const val TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    private val PARTS = mapOf(
        "[Content_Types].xml" to "$HEAD<Types xmlns=\"$OFFICE/package/2006/content-types\">" +
            "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>" +
            "<Override PartName=\"/xl/workbook.xml\" ContentType=\"$TYPE.sheet.main+xml\"/>" +
            "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"$TYPE.worksheet+xml\"/></Types>",
        "_rels/.rels" to "$HEAD<Relationships xmlns=\"$OFFICE/package/2006/relationships\"><Relationship Id=\"r1\" " +
            "Type=\"$OFFICE/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        "xl/workbook.xml" to "$HEAD<workbook xmlns=\"$OFFICE/spreadsheetml/2006/main\" " +
            "xmlns:r=\"$OFFICE/officeDocument/2006/relationships\"><sheets><sheet name=\"台账\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels" to "$HEAD<Relationships xmlns=\"$OFFICE/package/2006/relationships\"><Relationship Id=\"r1\" " +
            "Type=\"$OFFICE/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
    )
}

/** The app's own way to the hub, as an app would write it; `spoil` takes its place where a test wants it to. */
class OwnTransport(@Volatile var spoil: ((Request) -> Response)? = null) : Transport {
    private val client: HttpClient = HttpClient.newHttpClient()
    val requests = AtomicInteger()

    override fun send(request: Request): Response {
        requests.incrementAndGet()
        spoil?.let { return it(request) }
        val made = HttpRequest.newBuilder(URI(request.url))
            .method(request.method, HttpRequest.BodyPublishers.ofByteArray(request.body))
        request.headers.forEach { made.header(it.name, it.value) }
        val answer = client.send(made.build(), BodyHandlers.ofByteArray())
        val headers = answer.headers().map().flatMap { (name, all) -> all.map { Header(name, it) } }
        return Response(answer.statusCode().toUShort(), headers, answer.body())
    }
}

/** A way to the hub that passes everything on; while `halfThen` is set only the half of an answer, then one byte more. */
class Proxy(@Volatile var halfThen: (() -> Unit)? = null) : AutoCloseable {
    private val listener = ServerSocket(0, 9, InetAddress.getLoopbackAddress())
    val url = "http://127.0.0.1:${listener.localPort}"

    init {
        thread(isDaemon = true) {
            while (!listener.isClosed) {
                val phone = try { listener.accept() } catch (_: SocketException) { break }
                thread(isDaemon = true) { carry(phone) }
            }
        }
    }

    private fun carry(phone: Socket) = Socket("127.0.0.1", URI(Town.url).port).use { hub ->
        thread(isDaemon = true) { answer(hub, phone) }
        phone.getInputStream().copyTo(hub.getOutputStream())
    }

    private fun answer(hub: Socket, phone: Socket) {
        val answer = ByteArray(65536)
        val (from, to) = hub.getInputStream() to phone.getOutputStream()
        while (true) {
            val count = try { from.read(answer) } catch (_: SocketException) { -1 }
            if (count < 0) return
            val then = halfThen
            if (then == null) {
                to.write(answer, 0, count)
                continue
            }
            to.write(answer, 0, count / 2)
            then()
            to.write(answer, count / 2, 1)
            return
        }
    }

    override fun close() = listener.close()
}

/** The exception a call ends with. */
inline fun <reified E : Throwable> thrown(call: () -> Unit): E {
    try {
        call()
    } catch (error: Throwable) {
        if (error is E) return error
        throw error
    }
    throw AssertionError("it did not end with ${E::class.simpleName}")
}

/** A small picture: a whole JPEG with nothing much in it. */
fun picture(folder: Path): String {
    val image = java.awt.image.BufferedImage(8, 8, java.awt.image.BufferedImage.TYPE_INT_RGB)
    val file = folder.resolve("photo.jpg").toFile()
    check(javax.imageio.ImageIO.write(image, "jpg", file))
    return file.path
}
