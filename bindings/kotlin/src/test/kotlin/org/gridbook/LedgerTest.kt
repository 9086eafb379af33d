package org.gridbook

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class LedgerTest {
    @Test
    fun pages_are_complete_and_without_duplicates() {
        val book = Town.phone()
        val all = mutableListOf<RecordId>()
        var after: String? = null
        do {
            val page = book.households(after = after, limit = 50u)
            assertTrue(page.lines.size <= 50)
            all.addAll(page.lines.map { it.household })
            after = page.next
        } while (after != null)
        assertEquals(all.size, all.toSet().size)
        assertEquals(book.countHouseholds(), all.size.toULong())
        val error = thrown<BookException.Invalid> { book.households(after = "no page gave this") }
        assertEquals("after", error.field)
    }

    @Test
    fun a_building_is_walked_door_by_door() {
        val book = Town.phone()
        val building = book.buildings().first { it.building == "2号楼" }
        val page = book.households(HouseholdFilter(building.area, building.building))
        assertEquals(building.households, page.lines.size.toUInt())
        assertEquals("2号楼101", page.lines.first().place)
        assertTrue(page.lines.first().head in Town.NAMES)
    }

    @Test
    fun a_resident_is_found_by_initials_by_a_part_of_the_name_and_by_a_number() {
        val book = Town.phone()
        fun people(text: String) = book.search(text).filterIsInstance<Found.Person>()
        assertTrue(people("zxy").any { it.name == "张秀英" && it.by == Matched.INITIALS })
        assertTrue(people("建国").all { it.name.contains("建国") && it.by == Matched.NAME })
        assertEquals("张秀英", people("13910001000").single().name)
        assertTrue(people("zxy").all { it.phone.isEmpty() || it.phone.contains("*") })
        assertTrue(book.search("3号楼105").any { it is Found.Household })
        assertTrue(book.search(" ").isEmpty())
    }

    @Test
    fun a_resident_is_corrected_numbers_stay_masked_and_the_other_phone_sees_it() {
        val (one, two) = Town.phone() to Town.phone()
        val person = Town.home(one, 10).people.single().person
        val saved = one.correctPerson(person, listOf(PersonEdit.Phone("13900001111"), PersonEdit.Workplace("菜市场")))
        assertTrue(saved.op != null && saved.warnings.isEmpty())
        assertEquals("139****1111", one.person(person).phone)
        assertEquals("13900001111", one.revealPerson(person).phone)
        assertTrue(one.person(person).unsettled)
        assertNull(one.correctPerson(person, listOf(PersonEdit.Workplace("菜市场"))).op, "nothing to change")
        one.sync()
        two.sync()
        assertEquals("13900001111", two.revealPerson(person).phone)
        assertEquals("菜市场", two.person(person).workplace)
        val masked = one.person(person).phone
        assertNull(one.correctPerson(person, listOf(PersonEdit.Phone(masked))).op, "a masked number replaces none")
    }

    @Test
    fun an_invalid_field_is_named_with_what_to_do() {
        val book = Town.phone()
        val home = Town.home(book, 11).line.household
        val empty = thrown<BookException.Invalid> { book.submitVisit(Town.visit(home, " ")) }
        assertEquals("content" to Why.MissingField, empty.field to empty.why)
        assertEquals("invalid", empty.code())
        assertTrue(empty.userMessage().contains("缺少必填内容"))
        val nameless = thrown<BookException.Invalid> { book.addPerson(PersonForm("", household = home)) }
        assertEquals("name", nameless.field)
        val long = thrown<BookException.Invalid> {
            book.addPerson(PersonForm("王".repeat(61), household = home))
        }
        assertEquals("name" to Why.BadField, long.field to long.why)
        assertEquals(0uL, book.status().waiting)
    }

    @Test
    fun a_number_that_cannot_be_right_is_warned_of_and_saved() {
        val book = Town.phone()
        val home = Town.home(book, 12).line.household
        val number = "110105194912310021"
        assertTrue(checkDocument(DocumentKind.Citizen, number).fault!!.contains("校验位"))
        val told = checkDocument(DocumentKind.Citizen, "11010519491231002x")
        assertEquals(java.time.LocalDate.of(1949, 12, 31) to Sex.Female, told.birth to told.sex)
        val saved = book.addPerson(PersonForm("周小雨", household = home, document = number))
        assertEquals(WarningAbout.DOCUMENT_NUMBER, saved.warnings.single().about)
        assertTrue(saved.warnings.single().userMessage.isNotEmpty())
        assertEquals(number, book.revealPerson(saved.person).document)
    }

    @Test
    fun a_household_is_confirmed_and_the_day_is_still_known_after_a_sync() {
        val book = Town.phone()
        val home = Town.home(book, 12).line.household
        val day = java.time.LocalDate.of(2026, 11, 30)
        book.correctHousehold(home, listOf(HouseholdEdit.LastConfirmed(day)))
        book.sync()
        assertEquals(day, book.household(home).lastConfirmed)
        book.correctHousehold(home, listOf(HouseholdEdit.LastConfirmed(null)))
        assertNull(book.household(home).lastConfirmed)
    }

    @Test
    fun a_publicity_event_is_submitted_listed_and_read_with_its_photo() {
        val book = Town.phone()
        val photo = book.addPhoto(picture(Town.folder()))
        val form = PublicityForm("防范电信诈骗", "3号楼门前", asked = 200, leaflets = 3500, photos = listOf(photo))
        val event = book.submitPublicity(form).event
        book.sync()
        val line = book.publicityEvents(10u).first { it.event == event }
        assertEquals(listOf("防范电信诈骗", 200L, 3500L, 1u, false), listOf(line.subject, line.asked, line.leaflets, line.photos, line.unsettled))
        assertEquals(listOf(photo), book.publicityEvent(event).photos.map { it.photo })
        val wrong = thrown<BookException.Invalid> { book.submitPublicity(PublicityForm("防火", " ")) }
        assertEquals("place", wrong.field)
    }

    @Test
    fun a_household_is_added_corrected_and_its_people_come_and_go() {
        val book = Town.phone()
        val added = book.addHousehold(DwellingForm(building = "88号楼", door = "101", usage = DwellingUse.Rented))
        book.correctDwelling(added.household, listOf(DwellingEdit.Usage(DwellingUse.Own)))
        book.correctHousehold(added.household, listOf(HouseholdEdit.Note("新搬来")))
        val person = book.addPerson(PersonForm("周小雨", household = added.household, care = listOf(Care.Elderly))).person
        val seen = book.household(added.household)
        assertEquals(Triple(DwellingUse.Own, "新搬来", "88号楼101"), Triple(seen.usage, seen.note, seen.line.place))
        assertEquals(listOf<Care>(Care.Elderly), seen.line.care)
        book.deregisterPerson(person, deregisterReasons().first())
        assertEquals(RegistrationStatus.Deregistered, book.person(person).standing)
        book.reinstatePerson(person)
        book.sync()
        assertEquals(RegistrationStatus.Present, book.person(person).standing)
        assertFalse(book.person(person).unsettled)
        assertTrue(book.savedOps().all { op -> op.parts.all { it.effect == Effect.Applied } })
    }
}
