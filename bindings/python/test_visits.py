"""Visits, from the draft to the amendment."""

import datetime
import os
import unittest

import town
from town import OwnTransport, g, throws


class VisitsTest(unittest.TestCase):
    def test_chinese_text_survives_byte_for_byte(self):
        one, two = town.phone(), town.phone()
        text = "𠮷野家旁“独居”老人：㐂、镕、é、👵🏼\n第二行\t完。"
        visit = one.submit_visit(town.visit(town.home(one, 20).line.household, text)).visit
        self.assertEqual(one.visit(visit).line.content.encode(), text.encode())
        one.sync()
        two.sync()
        self.assertEqual(two.visit(visit).line.content.encode(), text.encode())

    def test_a_draft_survives_close_and_reopen(self):
        folder = town.folder()
        book = g.Book.open(str(folder))
        draft = book.begin_draft("visit").draft
        book.save_draft(draft, '{"content":"门没"}')
        photo = book.add_draft_photo(draft, town.picture(folder))
        del book
        again = g.Book.open(str(folder))
        [kept] = again.drafts()
        self.assertEqual((kept.form, kept.photos), ('{"content":"门没"}', [photo]))
        self.assertEqual(kept.kind, "visit")
        self.assertTrue(os.path.exists(again.photo_file(photo)))
        with self.assertRaises(g.BookError.Invalid) as error:
            again.save_draft(draft, "no JSON")
        self.assertEqual(error.exception.field, "form")
        again.delete_draft(draft)
        with self.assertRaises(g.BookError.NotFound):
            again.draft(draft)

    def test_a_draft_submitted_twice_makes_one_visit(self):
        book = town.phone()
        home = town.home(book, 21).line.household
        draft = book.begin_draft("visit", home).draft
        saved = book.submit_visit(town.visit(home), draft)
        with self.assertRaises(g.BookError.AlreadySubmitted) as again:
            book.submit_visit(town.visit(home), draft)
        self.assertEqual(again.exception.code(), "already_submitted")
        self.assertIn("没有重复保存", again.exception.user_message())
        self.assertEqual(saved.visit, draft)
        self.assertEqual(book.drafts(), [])
        self.assertEqual(len(book.visits_of_household(home, 10)), 1)

    def test_a_photo_that_is_missing_or_no_image_is_refused(self):
        book, folder = town.phone(), town.folder()
        with self.assertRaises(g.BookError.Photo) as missing:
            book.add_photo(str(folder / "no.jpg"))
        self.assertEqual(missing.exception.fault, g.PhotoFault.UNREADABLE)
        self.assertEqual(missing.exception.code(), "photo_unreadable")
        (folder / "text.jpg").write_text("这不是照片")
        with self.assertRaises(g.BookError.Photo) as no_image:
            book.add_photo(str(folder / "text.jpg"))
        self.assertEqual(no_image.exception.fault, g.PhotoFault.NOT_AN_IMAGE)
        self.assertIn("照片", no_image.exception.user_message())
        home = town.home(book, 22).line.household
        with self.assertRaises(g.BookError.NotFound):
            book.submit_visit(town.visit(home, photos=["A" * 22]))
        self.assertEqual(book.status().waiting, 0)

    def test_a_visit_with_a_photo_reaches_the_hub_and_the_other_phone(self):
        one, two = town.phone(), town.phone()
        home = town.home(one, 23)
        draft = one.begin_draft("visit", home.line.household).draft
        photo = one.add_draft_photo(draft, town.picture(town.folder()))
        self.assertEqual(one.photo_state(photo), g.PhotoState.LOCAL())
        position = g.Position(
            latitude=39.9042001, longitude=-0.0000001, accuracy=12, source=g.PositionSource.GNSS(), mock=False
        )
        form = town.visit(
            home.line.household,
            people=[person.person for person in home.people],
            promise="下周送药",
            position=position,
            photos=[photo],
            newcomers=[g.PersonForm(name="周小雨", relation=g.Relation.GRANDCHILD())],
        )
        saved = one.submit_visit(form, draft)
        self.assertEqual(len(saved.newcomers), 1)
        report = one.sync(g.SyncOptions(photos=g.PhotoMode.ALL))
        self.assertEqual((report.pushed, report.photos), (1, 1))
        self.assertEqual(one.photo_state(photo), g.PhotoState.DURABLE())
        outcome = one.visit(saved.visit).outcome
        self.assertEqual(outcome.delivery, g.DeliveryState.DELIVERED)
        self.assertEqual(outcome.effect, g.Effect.APPLIED())
        two.sync()
        seen = two.visit(saved.visit)
        self.assertEqual((seen.line.photos, seen.promise, seen.position), (1, "下周送药", position))
        self.assertEqual(len(two.people_of(home.line.household)), 2)
        china = datetime.timezone(datetime.timedelta(hours=8))
        day = datetime.datetime.fromtimestamp(seen.line.at / 1000, china).date()
        self.assertIn(saved.visit, [line.visit for line in two.visits_of_day(day)])

    def test_a_photo_waits_until_a_sync_is_told_to_send_it(self):
        book = town.phone()
        photo = book.add_photo(town.picture(town.folder()))
        book.submit_visit(town.visit(town.home(book, 24).line.household, photos=[photo]))
        report = book.sync()
        self.assertEqual((report.pushed, report.photos), (1, 0))
        self.assertTrue(book.status().user_message.startswith("待发送 1 张照片"))
        self.assertEqual(book.sync(g.SyncOptions(photos=g.PhotoMode.ALL)).photos, 1)
        self.assertEqual(book.status().photos_waiting, 0)

    def test_a_position_that_is_no_place_on_earth_is_refused_and_blocks_nothing(self):
        book = town.phone()
        home = town.home(book, 28).line.household

        def at(latitude, longitude, accuracy):
            source = g.PositionSource.GNSS()
            return g.Position(latitude=latitude, longitude=longitude, accuracy=accuracy, source=source, mock=False)

        nan = float("nan")
        for wrong in [at(90.1, 0, 5), at(0, -180.1, 5), at(nan, 0, 5), at(0, 0, -1), at(0, 0, nan)]:
            with self.assertRaises(g.BookError.Invalid) as error:
                book.submit_visit(town.visit(home, position=wrong))
            self.assertEqual(error.exception.field, "position")
        edge = book.submit_visit(town.visit(home, position=at(-90, 180, 7.2))).visit
        self.assertEqual(book.visit(edge).position, at(-90, 180, 8))
        self.assertIsNone(book.visit(book.submit_visit(town.visit(home)).visit).position)

    def test_a_returned_log_is_noticed_and_amended(self):
        one, two = town.phone(), town.phone()
        home = town.home(one, 24).line.household
        visit = one.submit_visit(town.visit(home, "去过了。")).visit
        one.sync()
        town.admin("return", visit, "--reason", "请写明见到了谁。", "--as", "赵督导")
        one.sync()
        [notice] = one.notices(10)
        self.assertEqual((notice.kind, notice.about), (g.NoticeKind.VISIT_RETURNED(), visit))
        self.assertEqual((notice.user_message, notice.by), ("请写明见到了谁。", "赵督导"))
        self.assertEqual(one.visit(visit).line.verdict, g.Verdict.RETURNED())
        self.assertEqual(one.unread_notices(), 1)
        one.mark_notice_read(notice.notice)
        self.assertEqual(one.unread_notices(), 0)
        amended = one.amend_visit(visit, town.visit(home, "见到户主本人。")).visit
        one.sync()
        two.sync()
        old = two.visit(visit)
        self.assertTrue(old.line.amended and old.line.content == "去过了。", "both stay")
        self.assertEqual([line.visit for line in old.amendments], [amended])
        self.assertEqual(two.notices(10), [], "nobody else is told")

    def test_a_save_is_undone_before_it_is_sent_and_not_after(self):
        way = OwnTransport()
        book = town.phone(g.Host(transport=way))
        home = town.home(book, 25).line.household
        first = book.submit_visit(town.visit(home))
        self.assertEqual([op.state for op in book.saved_ops()], [g.DeliveryState.SAVED])
        book.undo(first.op)
        self.assertEqual((book.saved_ops(), book.visits_of_household(home, 10)), ([], []))
        with self.assertRaises(g.BookError.NotFound):
            book.undo(first.op)
        second = book.submit_visit(town.visit(home))
        way.spoil = throws(g.NoAnswer.Broken())
        with self.assertRaises(g.BookError.TryLater):
            book.sync()
        with self.assertRaises(g.BookError.TooLate) as late:
            book.undo(second.op)
        self.assertIn("不能撤销", late.exception.user_message())
        self.assertFalse(late.exception.can_retry())
        way.spoil = None
        book.sync()
        self.assertIsNotNone(book.saved_ops()[0].mseq)

    def test_too_large_a_save_is_refused_and_its_draft_is_kept(self):
        book = town.phone()
        home = town.home(book, 26).line.household
        draft = book.begin_draft("visit", home).draft
        crowd = [g.PersonForm(name="周小雨", note="记" * 1_900)] * 12
        with self.assertRaises(g.BookError.TooLarge) as error:
            book.submit_visit(town.visit(home, newcomers=crowd), draft)
        self.assertGreater(error.exception.bytes, 65_536)
        self.assertEqual(error.exception.code(), "too_large")
        self.assertEqual([one.draft for one in book.drafts()], [draft])
        book.submit_visit(town.visit(home, newcomers=crowd[:2]), draft)
        self.assertEqual(book.drafts(), [])
