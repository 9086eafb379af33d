"""What must hold for every call across the border."""

import datetime
import hashlib
import os
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import town
from town import g, throws


class Hears(g.Observer):
    def __init__(self, act=None):
        self.heard, self.act = [], act

    def changed(self, change):
        self.heard.append(change)
        if self.act is not None:
            self.act()


class Hardware(g.Signer):
    """ECDSA over P-256, as hardware would do it: enough for a test, far too open for a phone."""

    P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
    N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    G = (
        0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    )

    def __init__(self):
        self.secret = int.from_bytes(os.urandom(32), "big") % self.N

    def added(self, a, b):
        if a is None or b is None:
            return a or b
        if a[0] == b[0] and (a[1] + b[1]) % self.P == 0:
            return None
        if a == b:
            slope = 3 * (a[0] * a[0] - 1) * pow(2 * a[1], -1, self.P)
        else:
            slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, self.P)
        x = (slope * slope - a[0] - b[0]) % self.P
        return x, (slope * (a[0] - x) - a[1]) % self.P

    def times(self, number):
        sum_, point = None, self.G
        while number:
            if number & 1:
                sum_ = self.added(sum_, point)
            number, point = number >> 1, self.added(point, point)
        return sum_

    def public_key(self):
        x, y = self.times(self.secret)
        return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")

    def sign(self, message):
        digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
        once = int.from_bytes(os.urandom(32), "big") % self.N
        r = self.times(once)[0] % self.N
        s = pow(once, -1, self.N) * (digest + r * self.secret) % self.N
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class FixedClock(g.Clock):
    def reading(self):
        return g.Reading(wall=1_795_399_200_000, mono=5_000, boot=3)


class OwnRandom(g.Random):
    def bytes(self, count):
        return os.urandom(count)


class Failing(g.Signer, g.Random, g.Clock):
    def public_key(self):
        raise g.HostError.Failed("locked")

    def sign(self, message):
        raise g.HostError.Failed("locked")

    def bytes(self, count):
        raise RuntimeError("no noise")

    def reading(self):
        raise RuntimeError("no time")


class BorderTest(unittest.TestCase):
    def test_a_malformed_id_is_a_typed_error_and_an_unknown_one_is_not_found(self):
        book = town.phone()
        with self.assertRaises(g.BookError.MalformedId) as error:
            book.person("张秀英")
        self.assertEqual(error.exception.kind, "RecordId")
        self.assertEqual(error.exception.code(), "malformed_id")
        self.assertFalse(error.exception.can_retry())
        with self.assertRaises(g.BookError.MalformedId):
            book.submit_visit(town.visit("half"))
        with self.assertRaises(g.BookError.MalformedId) as error:
            book.undo("")
        self.assertEqual(error.exception.kind, "OpId")
        with self.assertRaises(g.BookError.NotFound):
            book.person("A" * 22)
        self.assertEqual(book.status().waiting, 0)

    def test_a_wrong_date_is_a_typed_error_that_names_the_field_and_the_form(self):
        book = town.phone()
        home, wrong = town.home(book, 49), datetime.datetime(1949, 12, 31, 8, 30)
        with self.assertRaises(g.BookError.MalformedDate) as error:
            book.add_person(g.PersonForm(name="周小雨", household=home.line.household, birth=wrong))
        self.assertEqual((error.exception.field, error.exception.code()), ("birth", "malformed_date"))
        self.assertIn("YYYY-MM-DD", error.exception.form)
        self.assertIn("年-月-日", error.exception.user_message())
        self.assertFalse(error.exception.can_retry())
        with self.assertRaises(g.BookError.MalformedDate) as error:
            book.correct_person(home.people[0].person, [g.PersonEdit.BIRTH(wrong)])
        self.assertEqual(error.exception.field, "birth")
        with self.assertRaises(g.BookError.MalformedDate) as error:
            book.visits_of_day(wrong)
        self.assertEqual(error.exception.field, "day")
        self.assertEqual(book.status().waiting, 0)

    def test_an_unknown_code_survives_the_way_there_and_back(self):
        one, two = town.phone(), town.phone()
        home = town.home(one, 40).line.household
        festival = g.Purpose.OTHER("festival")
        visit = one.submit_visit(town.visit(home, purpose=festival)).visit
        one.sync()
        two.sync()
        self.assertEqual(two.visit(visit).line.purpose, festival)
        self.assertEqual((festival.code(), festival.label()), ("festival", "festival"))
        known = one.submit_visit(town.visit(home, purpose=g.Purpose.OTHER("care"))).visit
        self.assertEqual(one.visit(known).line.purpose, g.Purpose.CARE())

    def test_every_known_code_has_its_chinese_word(self):
        tables = [
            g.purposes(), g.visit_contacts(), g.matter_kinds(), g.matter_categories(),
            g.matter_states(), g.care_groups(), g.relations(),
        ]
        labels = [code.label() for table in tables for code in table]
        self.assertGreater(len(labels), 40)
        for label in labels:
            self.assertTrue(any("\u4e00" <= sign <= "\u9fff" for sign in label), label)
        care = g.Purpose.CARE()
        self.assertEqual((care.label(), care.code()), ("关爱探访", "care"))

    def test_the_state_of_a_save_and_of_a_photo_has_its_word(self):
        labels = [state.label() for state in g.DeliveryState]
        self.assertEqual(labels, ["待发送", "待发送", "已送达", "已归档"])
        lost = g.PhotoState.LOST(g.Lost.MISSING)
        self.assertEqual(lost.label(), "照片文件丢失")
        self.assertEqual(g.PhotoState.PARTIAL(5).label(), "待发送，已传一部分")
        self.assertEqual(g.PhotoState.SAFE().label(), "已归档")

    def test_hostile_text_is_kept_or_refused_and_nothing_falls_over(self):
        book = town.phone()
        home = town.home(book, 45).line.household
        for text in ["a\0b", "\u202eabc\u2066\ufeff", "\x1b[31m\x07", "%_\"'*(", "e\u0301" * 900]:
            visit = book.submit_visit(town.visit(home, text)).visit
            self.assertEqual(book.visit(visit).line.content, text)
            book.search(text)
        large = "记" * 350_000
        with self.assertRaises(g.BookError.Invalid) as error:
            book.submit_visit(town.visit(home, large))
        self.assertEqual(error.exception.field, "content")
        self.assertEqual(book.search(large), [])
        with self.assertRaises(g.BookError.Invalid):
            book.households(after=large)
        with self.assertRaises(g.BookError.Photo):
            book.add_photo("\0")
        self.assertEqual(len(book.households(limit=2**32 - 1).lines), min(town.HOUSEHOLDS, 200))
        self.assertEqual(book.sync().pushed, 5)

    def test_half_a_character_is_refused_before_the_call(self):
        book = town.phone()
        home = town.home(book, 46).line.household
        with self.assertRaises(UnicodeEncodeError):
            book.submit_visit(town.visit(home, "半个\ud83d"))
        self.assertEqual(book.status().waiting, 0)
        book.submit_visit(town.visit(home, "整个\U0001f60a"))

    def test_the_last_change_heard_has_the_true_status(self):
        book = town.phone()
        home = town.home(book, 47).line.household
        begun, others, waiting = threading.Event(), threading.Event(), []

        class Slow(g.Observer):
            def changed(self, change):
                if waiting and not begun.is_set():
                    begun.set()
                    others.wait()
                waiting.append(change.status.waiting)

        subscription = book.observe(Slow())
        with ThreadPoolExecutor(1) as pool:
            slowly = pool.submit(book.submit_visit, town.visit(home))
            begun.wait()
            book.submit_visit(town.visit(home))
            book.submit_visit(town.visit(home))
            meanwhile = list(waiting)
            others.set()
            slowly.result()
        self.assertEqual(meanwhile, [0], "nobody waits for a slow observer")
        self.assertEqual(waiting, [0, 1, 3])
        subscription.cancel()

    def test_a_callback_may_use_the_book(self):
        book = town.phone()
        home = town.home(book, 48).line.household
        hears = Hears()
        hears.act = lambda: len(hears.heard) < 300 and book.submit_visit(town.visit(home))
        subscription = book.observe(hears)
        self.assertEqual([change.status.waiting for change in hears.heard], list(range(300)))
        hears.act = None
        subscription.cancel()
        told = []

        class Asks(g.Progress):
            def report(self, progress):
                told.append(book.status().waiting)
                book.begin_draft("visit")
                try:
                    book.sync()
                except g.BookError.SyncRunning as running:
                    told.append(running.code())

        self.assertEqual(book.sync(progress=Asks()).pushed, 299)
        self.assertEqual(told[-2:], [0, "sync_running"])
        self.assertIsNone(book.last_host_fault())

    def test_a_book_let_go_in_mid_sync_finishes_it(self):
        held = [town.phone()]
        held[0].submit_visit(town.visit(town.home(held[0], 49).line.household))

        class LetsGo(g.Progress):
            def report(self, progress):
                held.clear()

        self.assertEqual(held[0].sync(progress=LetsGo()).pushed, 1)
        self.assertEqual(held, [])

    def test_status_is_observed_with_the_present_first_until_it_is_cancelled(self):
        book = town.phone()
        home = town.home(book, 41).line.household
        book.submit_visit(town.visit(home))
        hears = Hears()
        subscription = book.observe(hears)
        self.assertEqual([change.status.waiting for change in hears.heard], [1])
        with ThreadPoolExecutor(1) as other:
            other.submit(book.submit_visit, town.visit(home)).result()
            self.assertEqual(hears.heard[-1].status.waiting, 2)
            self.assertIn(g.RecordClass.VISIT(), hears.heard[-1].classes)
            self.assertTrue(hears.heard[-1].status.user_message.startswith("待发送 2 条"))
            other.submit(book.sync).result()
            self.assertEqual(hears.heard[-1].status.waiting, 0)
            subscription.cancel()
            subscription.cancel()
            count = len(hears.heard)
            other.submit(book.submit_visit, town.visit(home)).result()
        self.assertEqual(len(hears.heard), count)

    def test_an_observer_that_throws_disturbs_no_save(self):
        book = town.phone()
        subscription = book.observe(Hears(throws(RuntimeError("a screen fell over"))))
        book.submit_visit(town.visit(town.home(book, 42).line.household))
        subscription.cancel()
        self.assertEqual(book.status().waiting, 1)
        self.assertIn("a screen fell over", book.last_host_fault())

    def test_many_threads_use_one_book_at_once(self):
        book = town.phone()
        home = town.home(book, 43).line.household
        together = threading.Barrier(10)

        def work():
            together.wait()
            for _ in range(5):
                book.submit_visit(town.visit(home))
                book.households(limit=20)
                book.search("zxy")
                book.status()

        def sync():
            together.wait()
            try:
                book.sync()
            except g.BookError.SyncRunning as running:
                self.assertTrue(running.can_retry())

        with ThreadPoolExecutor(10) as pool:
            jobs = [pool.submit(job) for job in [work] * 8 + [sync] * 2]
            for job in jobs:
                job.result()
        book.sync()
        self.assertEqual(len(book.visits_of_household(home, 100)), 40)
        self.assertEqual(book.status().waiting, 0)

    def test_the_hosts_clock_randomness_and_hardware_key_are_used(self):
        host = g.Host(clock=FixedClock(), random=OwnRandom(), signer=Hardware())
        book = g.Book.open(str(town.folder()), host=host)
        self.assertEqual(book.begin_draft("visit").created_at, 1_795_399_200_000)
        book.enrol(town.invitation(), "P1")
        book.sync()
        book.submit_visit(town.visit(town.home(book, 44).line.household))
        self.assertEqual(book.sync().pushed, 1)
        self.assertIsNone(book.last_host_fault())

    def test_a_host_that_fails_loses_nothing(self):
        failing = Failing()
        locked = g.Book.open(str(town.folder()), host=g.Host(signer=failing))
        with self.assertRaises(g.BookError.Signer) as signer:
            locked.enrol(town.invitation(), "P1")
        self.assertTrue(signer.exception.can_retry())
        self.assertEqual(locked.last_host_fault(), "locked")
        dry = g.Book.open(str(town.folder()), host=g.Host(random=failing))
        with self.assertRaises(g.BookError.Bug):
            dry.begin_draft("visit")
        self.assertEqual(dry.drafts(), [])
        self.assertIn("no noise", dry.last_host_fault())
        timeless = g.Book.open(str(town.folder()), host=g.Host(clock=failing))
        told, now = timeless.begin_draft("visit").created_at, time.time() * 1000
        self.assertLess(abs(told - now), 60_000)
