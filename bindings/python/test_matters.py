"""Matters, from reported to closed."""

import unittest

import town
from town import g


def step(matter, state, by, *more):
    town.admin("step", matter, state, "--as", by, *more)


def lamp(book, draft=None):
    kind, category = g.MatterKind.COORDINATION(), g.MatterCategory.MUNICIPAL()
    form = g.MatterForm(kind=kind, category=category, content="路灯不亮", place="东门")
    return book.report_matter(form, draft)


class MattersTest(unittest.TestCase):
    def test_a_matter_is_followed_from_reported_to_closed(self):
        book = town.phone()
        matter = lamp(book).matter
        self.assertTrue(book.matter(matter).line.unsettled)
        book.sync()
        self.assertEqual(book.matter(matter).line.state.label(), "待受理")
        step(matter, "accepted", "网格中心")
        step(matter, "dispatched", "网格中心", "--department", "城管办")
        step(matter, "handling", "城管办")
        step(matter, "handled", "城管办")
        book.sync()
        handled = book.matter(matter)
        self.assertEqual(handled.line.state, g.MatterState.HANDLED())
        self.assertEqual(handled.department, "城管办")
        self.assertEqual({one.to.code() for one in handled.steps}, {"verified", "dispatched"})
        labels = [(one.label, one.hint) for one in handled.steps]
        self.assertEqual(labels, [("核查通过", "现场已处理好。"), ("重新办理", "没有处理好，说明原因。")])
        with self.assertRaises(g.BookError.Invalid) as reasonless:
            book.send_back_matter(matter, " ")
        self.assertEqual(reasonless.exception.field, "reason")
        book.verify_matter(matter)
        book.sync()
        step(matter, "closed", "网格中心")
        book.sync()
        closed = book.matter(matter)
        self.assertEqual(closed.line.state, g.MatterState.CLOSED())
        self.assertEqual([one.to.code() for one in closed.history], ["reported", "verified"])
        self.assertTrue(all(one.effect == g.Effect.APPLIED() for one in closed.history))
        listed = book.matters(g.MatterState.CLOSED()).lines
        self.assertIn(matter, [line.matter for line in listed])
        with self.assertRaises(g.BookError.Invalid) as illegal:
            book.verify_matter(matter)
        self.assertEqual(illegal.exception.field, "state")

    def test_a_returned_matter_says_why_and_is_reported_again(self):
        book = town.phone()
        matter = lamp(book).matter
        book.sync()
        step(matter, "returned", "网格中心", "--reason", "请写明是几号楼")
        book.sync()
        returned = book.matter(matter)
        self.assertEqual(returned.line.state, g.MatterState.RETURNED())
        self.assertEqual(returned.reason, "请写明是几号楼")
        book.resubmit_matter(matter, place="3号楼东门")
        book.sync()
        again = book.matter(matter).line
        self.assertEqual((again.state, again.place), (g.MatterState.REPORTED(), "3号楼东门"))

    def test_an_emergency_says_whom_to_call(self):
        book = town.phone()
        kind, category = g.MatterKind.EMERGENCY(), g.MatterCategory.SAFETY()
        form = g.MatterForm(kind=kind, category=category, content="燃气泄漏", place="2号楼")
        saved = book.report_matter(form)
        self.assertEqual(saved.emergency.phone, "110")
        self.assertTrue(saved.emergency.waiting and "110" in saved.emergency.user_message)
        book.sync()
        self.assertFalse(book.emergency(saved.matter).waiting)
        self.assertIsNone(book.emergency(lamp(book).matter))

    def test_a_draft_submitted_twice_makes_one_matter(self):
        book = town.phone()
        draft = book.begin_draft("matter").draft
        self.assertEqual(lamp(book, draft).matter, draft)
        with self.assertRaises(g.BookError.AlreadySubmitted):
            lamp(book, draft)
        self.assertEqual((book.drafts(), book.status().waiting), ([], 1))
