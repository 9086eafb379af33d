"""Opening and enrolling."""

import os
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

import town
from town import g


class Held(g.Random):
    """Holds whoever asks, in the middle of a save, until it is let go."""

    def __init__(self):
        self.asked, self.go_on = threading.Event(), threading.Event()

    def bytes(self, count):
        self.asked.set()
        self.go_on.wait()
        return os.urandom(count)


class OpeningTest(unittest.TestCase):
    def test_a_wrong_invitation_is_refused_and_a_right_one_works_afterwards(self):
        book = g.Book.open(str(town.folder()))
        with self.assertRaises(g.BookError.Invitation) as unreadable:
            book.enrol("https://example.com", "P1")
        self.assertFalse(unreadable.exception.refused)
        used = town.invitation()
        g.Book.open(str(town.folder())).enrol(used, "P1")
        with self.assertRaises(g.BookError.Invitation) as refused:
            book.enrol(used, "P1")
        self.assertTrue(refused.exception.refused)
        self.assertEqual(refused.exception.code(), "invitation_refused")
        self.assertIn("邀请码", refused.exception.user_message())
        self.assertFalse(refused.exception.can_retry())
        self.assertIsNone(book.identity())
        worker = town.worker()
        self.assertEqual(book.enrol(town.invitation(worker), "P1").name, worker)

    def test_enrolling_twice_gives_the_same_install_and_another_worker_needs_another_folder(self):
        book = g.Book.open(str(town.folder()))
        invitation = town.invitation()
        first = book.enrol(invitation, "P1")
        self.assertEqual(book.enrol(invitation, "P1"), first)
        self.assertEqual(first.role, g.Role.WORKER())
        self.assertEqual(first.url, town.url())
        with self.assertRaises(g.BookError.AlreadyEnrolled):
            book.enrol(town.invitation(), "P1")
        self.assertEqual(book.identity(), first)

    def test_a_book_opened_twice_is_the_same_book(self):
        folder = str(town.folder())
        one, two = g.Book.open(folder), g.Book.open(folder)
        one.enrol(town.invitation(), "P1")
        one.sync()
        self.assertEqual(one.identity(), two.identity())
        one.submit_visit(town.visit(town.home(one, 0).line.household))
        self.assertEqual(two.status().waiting, 1)
        two.sync()
        self.assertEqual(one.status().waiting, 0)

    def test_a_file_of_a_newer_app_or_a_damaged_one_is_told_and_left_as_it_is(self):
        folder = town.folder()
        book = g.Book.open(str(folder))
        del book
        file, version = folder / "book.db", slice(60, 64)
        newer = bytearray(file.read_bytes())
        newer[version] = (999).to_bytes(4, "big")
        for bytes_, error, code, word in [
            (bytes(newer), g.BookError.AppTooOld, "app_too_old", "更新应用"),
            (b"x" * 8192, g.BookError.Damaged, "damaged", "损坏"),
        ]:
            file.write_bytes(bytes_)
            with self.assertRaises(error) as refused:
                g.Book.open(str(folder))
            self.assertEqual(refused.exception.code(), code)
            self.assertIn(word, refused.exception.user_message())
            self.assertFalse(refused.exception.can_retry())
            self.assertEqual(file.read_bytes(), bytes_)

    def test_a_key_is_refused_where_nothing_is_encrypted(self):
        folder = town.folder()
        with self.assertRaises(g.BookError.EncryptionUnavailable) as refused:
            g.Book.open(str(folder), bytes(32))
        self.assertEqual(refused.exception.code(), "encryption_unavailable")
        self.assertFalse((folder / "book.db").exists())
        with self.assertRaises(g.BookError.Invalid) as short:
            g.Book.open(str(folder), bytes(5))
        self.assertEqual(short.exception.field, "key")

    def test_a_folder_that_cannot_be_made_is_a_typed_error(self):
        file = town.folder() / "file"
        file.touch()
        with self.assertRaises(g.BookError.Storage) as error:
            g.Book.open(str(file / "below"))
        self.assertEqual(error.exception.code(), "storage")
        self.assertIn("存储", error.exception.user_message())
        self.assertNotIn(str(file), str(error.exception))
        with self.assertRaises(g.BookError.Invalid) as empty:
            g.Book.open("")
        self.assertEqual(empty.exception.field, "folder")

    def test_a_folder_may_have_a_chinese_name(self):
        folder = town.folder() / "幸福社区 第一网格" / "张伟"
        book = g.Book.open(str(folder))
        photo = book.add_photo(town.picture(town.folder()))
        self.assertTrue(book.photo_file(photo).startswith(str(folder)))
        self.assertTrue(os.path.exists(book.photo_file(photo)))

    def test_a_book_that_is_not_enrolled_says_so(self):
        book = g.Book.open(str(town.folder()))
        self.assertEqual(book.status().user_message, "此设备尚未登记，请扫描邀请码")
        self.assertFalse(book.status().enrolled)
        with self.assertRaises(g.BookError.NotEnrolled):
            book.sync()
        lamp = g.MatterForm(
            kind=g.MatterKind.GENERAL(), category=g.MatterCategory.MUNICIPAL(), content="路灯不亮"
        )
        with self.assertRaises((g.BookError.NotEnrolled, g.BookError.Invalid)):
            book.report_matter(lamp)
        self.assertEqual(book.households().lines, [])

    def test_two_books_in_one_process_keep_apart(self):
        one, two = town.phone(), town.phone()
        home = town.home(one, 1).line.household
        one.submit_visit(town.visit(home, "只在这本台账里。"))
        self.assertEqual((one.status().waiting, two.status().waiting), (1, 0))
        seen = [line.content for line in two.visits_of_household(home, 10)]
        self.assertNotIn("只在这本台账里。", seen)

    def test_a_book_that_is_held_is_busy_and_saves_once_it_is_free(self):
        folder, held = str(town.folder()), Held()
        one, two = g.Book.open(folder, host=g.Host(random=held)), g.Book.open(folder)
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(one.begin_draft, "visit")
            held.asked.wait()
            with self.assertRaises(g.BookError.Busy) as busy:
                two.begin_draft("visit")
            self.assertEqual(two.drafts(), [], "who reads does not wait")
            held.go_on.set()
            first.result()
        self.assertTrue(busy.exception.can_retry())
        self.assertEqual(busy.exception.code(), "busy")
        self.assertIn("占用", busy.exception.user_message())
        two.begin_draft("visit")
        self.assertEqual(len(one.drafts()), 2)
