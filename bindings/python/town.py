"""A street with a real hub: the `gridbook` command serves it, sets it up and imports its workbook."""

import atexit
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
import zipfile
import zlib
from pathlib import Path

sys.path.insert(0, os.environ["GRIDBOOK_GENERATED"])
import gridbook as g  # noqa: E402

GRID = "第一网格"
HOUSEHOLDS = 130
NAMES = ["张秀英", "王建国", "李淑兰", "赵铁柱", "陈晓梅", "刘玉珍", "孙志强"]
COMMAND = os.environ["GRIDBOOK_COMMAND"]
ROOT = Path(tempfile.mkdtemp(prefix="gridbook-town"))
DATA = str(ROOT / "hub")


class Town:
    """What the tests share."""

    url = None
    workers = 0


def command(*arguments):
    """Runs the command; gives what it printed."""
    ended = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, f"gridbook {' '.join(arguments)}: {ended.stderr}"
    return ended.stdout


def admin(*arguments):
    """Runs `gridbook admin`."""
    return json.loads(command("admin", "--data", DATA, "--json", *arguments))


def url():
    """Where the hub answers; the first caller sets the street up."""
    if Town.url is None:
        admin("area", "add", "清河街道", "--level", "street")
        admin("area", "add", "幸福社区", "--level", "community", "--parent", "清河街道")
        admin("area", "add", GRID, "--level", "grid", "--parent", "幸福社区")
        for name, role in [("赵督导", "supervisor"), ("网格中心", "dispatcher"), ("城管办", "handler")]:
            admin("account", "add", name, "--role", role, "--area", "幸福社区")
        admin("set", "emergency_phone", "110")
        command("import", "roster", str(workbook()), "--data", DATA, "--json")
        Town.url = serve()
    return Town.url


def serve():
    """Starts the hub; it ends with the tests."""
    with open(ROOT / "hub.log", "wb") as log:
        hub = subprocess.Popen(
            [COMMAND, "hub", "--data", DATA, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=log, text=True,
        )

    def end():
        hub.terminate()
        hub.wait()
        hub.stdout.close()
        shutil.rmtree(ROOT)

    atexit.register(end)
    return next(word for word in hub.stdout.readline().split() if word.startswith("http://"))


def folder():
    """A fresh folder that goes with the town."""
    return Path(tempfile.mkdtemp(dir=ROOT))


def worker():
    """A new worker of the grid."""
    url()
    Town.workers += 1
    name = f"网格员{Town.workers}"
    admin("account", "add", name, "--role", "worker", "--area", f"幸福社区/{GRID}")
    return name


def invitation(name=None, at=None):
    """An invitation for a worker who is new unless named."""
    return admin("invite", name or worker(), "--url", at or url())["invitation"]


def phone(host=None):
    """A new worker's phone: open, enrolled, synced."""
    book = g.Book.open(str(folder()), host=host)
    book.enrol(invitation(), "Example P1")
    book.sync()
    return book


def home(book, number):
    """The household of a door: 1号楼101 up to HOUSEHOLDS of them, ten a building."""
    area = book.grids()[0].area
    page = book.households(g.HouseholdFilter(area=area, building=f"{number // 10 + 1}号楼"))
    line = next(line for line in page.lines if line.door == str(101 + number % 10))
    return book.household(line.household)


def visit(household, content="老人身体尚好。", **more):
    """A visit at a household, ready to be submitted."""
    more = {"purpose": g.Purpose.CARE(), "met": g.VisitContact.MET(), **more}
    return g.VisitForm(household=household, content=content, **more)


class OwnTransport(g.Transport):
    """The app's own way to the hub, as an app would write it; `spoil` takes its place where a test
    wants it to."""

    def __init__(self):
        self.spoil = None
        self.requests = 0

    def send(self, request):
        self.requests += 1
        if self.spoil is not None:
            return self.spoil(request)
        headers = {header.name: header.value for header in request.headers}
        made = urllib.request.Request(
            request.url, data=request.body or None, headers=headers, method=request.method
        )
        try:
            answer = urllib.request.urlopen(made, timeout=60)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            headers = [g.Header(name=name, value=value) for name, value in answer.headers.items()]
            return g.Response(status=answer.status, headers=headers, body=answer.read())


class Proxy:
    """A way to the hub that passes everything on, or once only half of an answer."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.then = None
        threading.Thread(target=self.serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def half_of_the_next(self, then):
        """Passes on the half of the next answer, does `then`, and passes on one byte more."""
        self.then = then

    def everything(self):
        """Passes on everything again."""
        self.then = None

    def serve(self):
        while True:
            try:
                phone, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=[phone], daemon=True).start()

    def carry(self, phone):
        host, port = url().removeprefix("http://").split(":")
        with phone, socket.create_connection((host, int(port))) as hub:
            threading.Thread(target=self.answer, args=[hub, phone], daemon=True).start()
            while asked := phone.recv(65536):
                hub.sendall(asked)
            hub.shutdown(socket.SHUT_WR)

    def answer(self, hub, phone):
        while answer := hub.recv(65536):
            if self.then is None:
                phone.sendall(answer)
                continue
            half = len(answer) // 2
            phone.sendall(answer[:half])
            self.then()
            phone.sendall(answer[half : half + 1])
            return


def throws(error):
    """Something to call that raises this error."""

    def raises(*_):
        raise error

    return raises


def picture(where):
    """A small picture: a whole PNG with nothing much in it."""

    def chunk(kind, data):
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * 24) * 8)
    file = where / "photo.png"
    file.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
    return str(file)


def workbook():
    """A workbook as a clerk keeps one, in the plainest form a spreadsheet program reads."""
    rows = ["街道 社区 网格 楼栋 门牌 户号 户主 姓名 性别 电话 与户主关系 关爱类别".split()]
    for n in range(HOUSEHOLDS):
        name, care = NAMES[n % len(NAMES)], "独居老人" if n % 3 == 0 else ""
        place = [f"{n // 10 + 1}号楼", str(101 + n % 10), f"H{1000 + n}"]
        person = [name, name, "女", f"1391000{1000 + n}", "户主", care]
        rows.append(["清河街道", "幸福社区", GRID, *place, *person])
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'.format
    cells = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    head, office = '<?xml version="1.0" encoding="UTF-8"?>', "http://schemas.openxmlformats.org"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{office}/spreadsheetml/2006/main" '
        f'xmlns:r="{office}/officeDocument/2006/relationships"><sheets><sheet name="台账" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship '
        f'Id="r1" Type="{office}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{office}/spreadsheetml/2006/main"><sheetData>{cells}'
        "</sheetData></worksheet>",
    }
    file = ROOT / "台账.xlsx"
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, head + text)
    return file
