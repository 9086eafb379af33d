package org.gridbook

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class ConflictsTest {
    /** Two workers who corrected one resident's phone without knowing of each other. */
    private fun quarrel(number: Int): Triple<Book, Book, RecordId> {
        val (one, two) = Town.phone() to Town.phone()
        val person = Town.home(one, number).people.single().person
        one.correctPerson(person, listOf(PersonEdit.Phone("13900000001")))
        two.correctPerson(person, listOf(PersonEdit.Phone("13900000002")))
        one.sync()
        two.sync()
        one.sync()
        return Triple(one, two, person)
    }

    private fun about(book: Book, person: RecordId) = book.openConflicts().filter { it.about == person }

    @Test
    fun a_conflict_is_settled_by_taking_the_lost_value() {
        val (one, two, person) = quarrel(30)
        val conflict = about(one, person).single()
        assertEquals("phone" to "电话", conflict.field to conflict.label)
        assertEquals("139****0002" to "139****0001", conflict.kept to conflict.lost)
        assertEquals(RecordClass.Person, conflict.recordClass)
        assertTrue(conflict.own)
        assertFalse(about(two, person).single().own)
        assertEquals(1u, one.person(person).openConflicts)
        two.settleConflict(conflict.conflict, Choice.TAKE_LOST)
        assertEquals("13900000001", two.revealPerson(person).phone)
        two.sync()
        one.sync()
        assertEquals("13900000001", one.revealPerson(person).phone)
        assertTrue(about(one, person).isEmpty() && about(two, person).isEmpty())
        thrown<BookException.TooLate> { one.settleConflict(conflict.conflict, Choice.DISMISS) }
    }

    @Test
    fun a_conflict_is_settled_by_keeping_what_stands() {
        val (one, two, person) = quarrel(31)
        one.settleConflict(about(one, person).single().conflict, Choice.DISMISS)
        one.sync()
        two.sync()
        assertEquals("13900000002", one.revealPerson(person).phone)
        assertEquals("13900000002", two.revealPerson(person).phone)
        assertTrue(about(two, person).isEmpty())
    }
}
