package org.gridbook

import org.junit.jupiter.api.Test

/** What a call across the border costs: `cargo xtask bindings bench`. Never part of the proof. */
class Cost {
    /** The median of nine rounds, after three that warm up. */
    private fun microseconds(times: Int, call: () -> Unit): Double {
        val rounds = (1..12).map {
            val begun = System.nanoTime()
            repeat(times) { call() }
            (System.nanoTime() - begun) / times / 1000.0
        }
        return rounds.drop(3).sorted()[4]
    }

    @Test
    fun calls() {
        val book = Town.phone()
        val flag = Cancellation()
        val home = book.households(limit = 1u).lines.first().household
        val costs = listOf(
            "a trivial call" to microseconds(20_000) { flag.isCancelled() },
            "a status" to microseconds(1_000) { book.status() },
            "a page of 50 households" to microseconds(100) { book.households(limit = 50u) },
            "a saved visit" to microseconds(20) { book.submitVisit(Town.visit(home)) },
        )
        costs.forEach { (what, cost) -> println("Kotlin  %-24s %10.1f µs".format(what, cost)) }
    }
}
