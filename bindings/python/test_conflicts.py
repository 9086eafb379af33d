"""Two workers change the same resident without knowing of each other."""

import unittest

import town
from town import g


def quarrel(number):
    """Two workers who corrected one resident's phone without knowing of each other."""
    one, two = town.phone(), town.phone()
    person = town.home(one, number).people[0].person
    one.correct_person(person, [g.PersonEdit.PHONE("13900000001")])
    two.correct_person(person, [g.PersonEdit.PHONE("13900000002")])
    one.sync()
    two.sync()
    one.sync()
    return one, two, person


def about(book, person):
    return [conflict for conflict in book.open_conflicts() if conflict.about == person]


class ConflictsTest(unittest.TestCase):
    def test_a_conflict_is_settled_by_taking_the_lost_value(self):
        one, two, person = quarrel(30)
        [conflict] = about(one, person)
        self.assertEqual((conflict.field, conflict.label), ("phone", "电话"))
        self.assertEqual((conflict.kept, conflict.lost), ("139****0002", "139****0001"))
        self.assertEqual(conflict.record_class, g.RecordClass.PERSON())
        self.assertTrue(conflict.own)
        self.assertFalse(about(two, person)[0].own)
        self.assertEqual(one.person(person).open_conflicts, 1)
        two.settle_conflict(conflict.conflict, g.Choice.TAKE_LOST)
        self.assertEqual(two.reveal_person(person).phone, "13900000001")
        two.sync()
        one.sync()
        self.assertEqual(one.reveal_person(person).phone, "13900000001")
        self.assertEqual((about(one, person), about(two, person)), ([], []))
        with self.assertRaises(g.BookError.TooLate):
            one.settle_conflict(conflict.conflict, g.Choice.DISMISS)

    def test_a_conflict_is_settled_by_keeping_what_stands(self):
        one, two, person = quarrel(31)
        one.settle_conflict(about(one, person)[0].conflict, g.Choice.DISMISS)
        one.sync()
        two.sync()
        self.assertEqual(one.reveal_person(person).phone, "13900000002")
        self.assertEqual(two.reveal_person(person).phone, "13900000002")
        self.assertEqual(about(two, person), [])
