"""Households and residents."""

import datetime
import unittest

import town
from town import g


class LedgerTest(unittest.TestCase):
    def test_pages_are_complete_and_without_duplicates(self):
        book, seen, after = town.phone(), [], None
        while True:
            page = book.households(after=after, limit=50)
            self.assertLessEqual(len(page.lines), 50)
            seen += [line.household for line in page.lines]
            after = page.next
            if after is None:
                break
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(len(seen), book.count_households())
        with self.assertRaises(g.BookError.Invalid) as error:
            book.households(after="no page gave this")
        self.assertEqual(error.exception.field, "after")

    def test_a_building_is_walked_door_by_door(self):
        book = town.phone()
        building = next(one for one in book.buildings() if one.building == "2号楼")
        only = g.HouseholdFilter(area=building.area, building=building.building)
        page = book.households(only)
        self.assertEqual(len(page.lines), building.households)
        self.assertEqual(page.lines[0].place, "2号楼101")
        self.assertIn(page.lines[0].head, town.NAMES)

    def test_a_resident_is_found_by_initials_by_a_part_of_the_name_and_by_a_number(self):
        book = town.phone()

        def people(text):
            return [found for found in book.search(text) if found.is_PERSON()]

        by_initials = [one for one in people("zxy") if one.name == "张秀英"]
        self.assertTrue(by_initials)
        self.assertEqual(by_initials[0].by, g.Matched.INITIALS)
        for one in people("建国"):
            self.assertIn("建国", one.name)
            self.assertEqual(one.by, g.Matched.NAME)
        self.assertEqual([one.name for one in people("13910001000")], ["张秀英"])
        self.assertTrue(all(not one.phone or "*" in one.phone for one in people("zxy")))
        self.assertTrue(any(found.is_HOUSEHOLD() for found in book.search("3号楼105")))
        self.assertEqual(book.search(" "), [])

    def test_a_resident_is_corrected_numbers_stay_masked_and_the_other_phone_sees_it(self):
        one, two = town.phone(), town.phone()
        person = town.home(one, 10).people[0].person
        market = g.PersonEdit.WORKPLACE("菜市场")
        saved = one.correct_person(person, [g.PersonEdit.PHONE("13900001111"), market])
        self.assertIsNotNone(saved.op)
        self.assertEqual(saved.warnings, [])
        self.assertEqual(one.person(person).phone, "139****1111")
        self.assertEqual(one.reveal_person(person).phone, "13900001111")
        self.assertTrue(one.person(person).unsettled)
        self.assertIsNone(one.correct_person(person, [market]).op, "nothing to change")
        one.sync()
        two.sync()
        self.assertEqual(two.reveal_person(person).phone, "13900001111")
        self.assertEqual(two.person(person).workplace, "菜市场")
        masked = g.PersonEdit.PHONE(one.person(person).phone)
        self.assertIsNone(one.correct_person(person, [masked]).op, "a masked number replaces none")

    def test_an_invalid_field_is_named_with_what_to_do(self):
        book = town.phone()
        home = town.home(book, 11).line.household
        with self.assertRaises(g.BookError.Invalid) as empty:
            book.submit_visit(town.visit(home, " "))
        empty = empty.exception
        self.assertEqual((empty.field, empty.why), ("content", g.Why.MISSING_FIELD()))
        self.assertEqual(empty.code(), "invalid")
        self.assertIn("缺少必填内容", empty.user_message())
        with self.assertRaises(g.BookError.Invalid) as nameless:
            book.add_person(g.PersonForm(name="", household=home))
        self.assertEqual(nameless.exception.field, "name")
        with self.assertRaises(g.BookError.Invalid) as long:
            book.add_person(g.PersonForm(name="王" * 61, household=home))
        self.assertEqual((long.exception.field, long.exception.why), ("name", g.Why.BAD_FIELD()))
        self.assertEqual(book.status().waiting, 0)

    def test_a_number_that_cannot_be_right_is_warned_of_and_saved(self):
        book = town.phone()
        home = town.home(book, 12).line.household
        number, citizen = "110105194912310021", g.DocumentKind.CITIZEN()
        self.assertIn("校验位", g.check_document(citizen, number).fault)
        told = g.check_document(citizen, "11010519491231002x")
        self.assertEqual((told.birth, told.sex), (datetime.date(1949, 12, 31), g.Sex.FEMALE()))
        saved = book.add_person(g.PersonForm(name="周小雨", household=home, document=number))
        self.assertEqual([one.about for one in saved.warnings], [g.WarningAbout.DOCUMENT_NUMBER])
        self.assertTrue(saved.warnings[0].user_message)
        self.assertEqual(book.reveal_person(saved.person).document, number)

    def test_a_household_is_confirmed_and_the_day_is_still_known_after_a_sync(self):
        book = town.phone()
        home = town.home(book, 12).line.household
        day = datetime.date(2026, 11, 30)
        book.correct_household(home, [g.HouseholdEdit.LAST_CONFIRMED(day)])
        book.sync()
        self.assertEqual(book.household(home).last_confirmed, day)
        book.correct_household(home, [g.HouseholdEdit.LAST_CONFIRMED(None)])
        self.assertIsNone(book.household(home).last_confirmed)

    def test_a_publicity_event_is_submitted_listed_and_read_with_its_photo(self):
        book = town.phone()
        photo = book.add_photo(town.picture(town.folder()))
        form = g.PublicityForm(
            subject="防范电信诈骗", place="3号楼门前", asked=200, leaflets=3500, photos=[photo]
        )
        event = book.submit_publicity(form).event
        book.sync()
        line = next(line for line in book.publicity_events(10) if line.event == event)
        found = (line.subject, line.asked, line.leaflets, line.photos, line.unsettled)
        self.assertEqual(found, ("防范电信诈骗", 200, 3500, 1, False))
        self.assertEqual([one.photo for one in book.publicity_event(event).photos], [photo])
        with self.assertRaises(g.BookError.Invalid) as refused:
            book.submit_publicity(g.PublicityForm(subject="防火", place=" "))
        self.assertEqual(refused.exception.field, "place")

    def test_a_household_is_added_corrected_and_its_people_come_and_go(self):
        book = town.phone()
        form = g.DwellingForm(building="88号楼", door="101", usage=g.DwellingUse.RENTED())
        home = book.add_household(form).household
        book.correct_dwelling(home, [g.DwellingEdit.USAGE(g.DwellingUse.OWN())])
        book.correct_household(home, [g.HouseholdEdit.NOTE("新搬来")])
        form = g.PersonForm(name="周小雨", household=home, care=[g.Care.ELDERLY()])
        person = book.add_person(form).person
        seen = book.household(home)
        found = (seen.usage, seen.note, seen.line.place)
        self.assertEqual(found, (g.DwellingUse.OWN(), "新搬来", "88号楼101"))
        self.assertEqual(seen.line.care, [g.Care.ELDERLY()])
        book.deregister_person(person, g.deregister_reasons()[0])
        self.assertEqual(book.person(person).standing, g.RegistrationStatus.DEREGISTERED())
        book.reinstate_person(person)
        book.sync()
        self.assertEqual(book.person(person).standing, g.RegistrationStatus.PRESENT())
        self.assertFalse(book.person(person).unsettled)
        effects = [part.effect for op in book.saved_ops() for part in op.parts]
        self.assertTrue(all(effect == g.Effect.APPLIED() for effect in effects))
