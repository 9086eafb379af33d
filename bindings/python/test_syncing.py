"""Syncing over good and bad networks."""

import unittest

import town
from town import OwnTransport, g, throws


class Hears(g.Progress):
    def __init__(self, act=None):
        self.heard, self.act = [], act

    def report(self, progress):
        self.heard.append(progress)
        if self.act is not None:
            self.act()


def saved(book, number):
    book.submit_visit(town.visit(town.home(book, number).line.household))
    return book


class SyncingTest(unittest.TestCase):
    def test_an_offline_sync_can_be_retried_and_loses_nothing(self):
        way = OwnTransport()
        book = saved(town.phone(g.Host(transport=way)), 2)
        way.spoil = throws(g.NoAnswer.Unreachable())
        with self.assertRaises(g.BookError.TryLater) as later:
            book.sync()
        self.assertTrue(later.exception.can_retry())
        self.assertGreater(later.exception.retry_after_ms(), 0)
        self.assertIn("已保存在本机", later.exception.user_message())
        self.assertEqual((book.status().waiting, book.status().failures), (1, 1))
        way.spoil = None
        self.assertEqual(book.sync().pushed, 1)
        self.assertEqual(book.status().waiting, 0)

    def test_a_sync_is_cancelled_in_the_middle_and_goes_on_later(self):
        book = g.Book.open(str(town.folder()))
        book.enrol(town.invitation(), "P1")
        cancellation = g.Cancellation()
        with self.assertRaises(g.BookError.Cancelled) as cancelled:
            book.sync(None, Hears(cancellation.cancel), cancellation)
        self.assertTrue(cancelled.exception.can_retry())
        self.assertTrue(cancellation.is_cancelled())
        with self.assertRaises(g.BookError.Cancelled):
            book.sync(cancellation=cancellation)
        book.sync(cancellation=g.Cancellation())
        self.assertGreaterEqual(book.count_households(), town.HOUSEHOLDS)

    def test_a_sync_is_cancelled_within_a_transfer(self):
        cancellation = g.Cancellation()
        with town.Proxy() as proxy:
            book = g.Book.open(str(town.folder()))
            book.enrol(town.invitation(at=proxy.url), "P1")
            # The rest of the answer never comes: only who stops here does not wait for it.
            proxy.half_of_the_next(cancellation.cancel)
            with self.assertRaises(g.BookError.Cancelled):
                book.sync(cancellation=cancellation)
            self.assertEqual((book.count_households(), book.status().failures), (0, 0))
            proxy.everything()
            book.sync()
        self.assertGreaterEqual(book.count_households(), town.HOUSEHOLDS)

    def test_a_transport_that_ends_its_request_on_cancel_ends_the_sync_as_cancelled(self):
        way, cancellation = OwnTransport(), g.Cancellation()
        book = saved(town.phone(g.Host(transport=way)), 9)

        def hang_up(_):
            cancellation.cancel()
            raise OSError("the app hung up")

        way.spoil = hang_up
        with self.assertRaises(g.BookError.Cancelled):
            book.sync(cancellation=cancellation)
        self.assertEqual((book.status().waiting, book.status().failures), (1, 0))
        way.spoil = None
        self.assertEqual(book.sync().pushed, 1)

    def test_a_hub_that_is_gone_in_mid_sync_loses_nothing(self):
        way, folder = OwnTransport(), town.folder()
        book = town.phone(g.Host(transport=way))
        photo = book.add_photo(town.picture(folder))
        book.submit_visit(town.visit(town.home(book, 12).line.household, photos=[photo]))

        def gone():
            way.spoil = throws(g.NoAnswer.Unreachable())

        report = book.sync(g.SyncOptions(photos=g.PhotoMode.ALL), Hears(gone))
        self.assertEqual((report.pushed, report.photos), (1, 0))
        self.assertIsNotNone(report.retry_after_ms)
        self.assertEqual(book.photo_state(photo).label(), "待发送")
        way.spoil = None
        self.assertEqual(book.sync(g.SyncOptions(photos=g.PhotoMode.ALL)).photos, 1)
        self.assertEqual(book.photo_state(photo).label(), "已送达")

    def test_progress_is_reported_and_ends_at_the_total(self):
        book = g.Book.open(str(town.folder()))
        book.enrol(town.invitation(), "P1")
        hears = Hears()
        report = book.sync(g.SyncOptions(photos=g.PhotoMode.ALL), hears)
        received = [progress.received for progress in hears.heard]
        self.assertEqual(received[-1], hears.heard[-1].total)
        self.assertEqual(received, sorted(received))
        self.assertGreaterEqual(report.pulled, 2 * town.HOUSEHOLDS)
        self.assertTrue(report.requests > 0 and report.bytes_down > 0)

    def test_a_progress_that_throws_stops_no_sync(self):
        book = saved(town.phone(), 3)
        hears = Hears(throws(RuntimeError("a bar fell over")))
        self.assertEqual(book.sync(progress=hears).pushed, 1)
        self.assertIn("a bar fell over", book.last_host_fault())

    def test_the_apps_own_transport_carries_everything(self):
        way = OwnTransport()
        book = saved(town.phone(g.Host(transport=way)), 4)
        self.assertEqual(book.sync().pushed, 1)
        self.assertGreaterEqual(way.requests, 3)
        self.assertIsNone(book.last_host_fault())

    def test_a_transport_that_stalls_or_breaks_off_is_tried_later(self):
        way = OwnTransport()
        book = saved(town.phone(g.Host(transport=way)), 5)
        for fault in [g.NoAnswer.Stalled(), g.NoAnswer.Broken(), g.NoAnswer.Failed("no modem")]:
            way.spoil = throws(fault)
            with self.assertRaises(g.BookError.TryLater):
                book.sync()
        self.assertEqual(book.status().waiting, 1)
        self.assertEqual(book.last_host_fault(), "no modem")

    def test_a_hotspots_login_page_is_not_the_hub(self):
        way = OwnTransport()
        book = saved(town.phone(g.Host(transport=way)), 6)
        page = "<html>请登录</html>".encode()
        html = [g.Header(name="Content-Type", value="text/html")]
        for status in [200, 302, 404]:
            way.spoil = lambda _: g.Response(status=status, headers=html, body=page)
            with self.assertRaises(g.BookError.NotTheHub) as error:
                book.sync()
            self.assertTrue(error.exception.can_retry() and "热点" in error.exception.user_message())
        packed = [g.Header(name="content-encoding", value="ZSTD")]
        way.spoil = lambda _: g.Response(status=200, headers=packed, body=page)
        with self.assertRaises(g.BookError.NotTheHub):
            book.sync()
        self.assertEqual(book.status().waiting, 1)

    def test_a_busy_hub_is_asked_again_after_the_time_it_said(self):
        way = OwnTransport()
        book = saved(town.phone(g.Host(transport=way)), 7)
        busy = [g.Header(name="RETRY-AFTER", value="7")]
        way.spoil = lambda _: g.Response(status=503, headers=busy, body=b"")
        with self.assertRaises(g.BookError.TryLater) as later:
            book.sync()
        self.assertGreaterEqual(later.exception.retry_after_ms(), 7_000)

    def test_a_hub_that_does_not_know_the_token_leaves_everything_on_the_phone(self):
        way, plain = OwnTransport(), OwnTransport()
        book = saved(town.phone(g.Host(transport=way)), 10)

        def without_token(request):
            request.headers = [each for each in request.headers if each.name.lower() != "authorization"]
            return plain.send(request)

        way.spoil = without_token
        with self.assertRaises(g.BookError.SignIn) as told:
            book.sync()
        self.assertFalse(told.exception.can_retry())
        self.assertIn("记录都在本机", told.exception.user_message())
        self.assertEqual(book.status().waiting, 1)
        way.spoil = None
        self.assertEqual(book.sync().pushed, 1)

    def test_an_unexpected_exception_of_the_transport_is_a_typed_error(self):
        way = OwnTransport()
        book = saved(town.phone(g.Host(transport=way)), 8)
        for fault in [ValueError("a bug"), OSError("no route")]:
            way.spoil = throws(fault)
            with self.assertRaises(g.BookError.TryLater) as later:
                book.sync()
            self.assertTrue(later.exception.can_retry())
            self.assertIn(str(fault), book.last_host_fault())
        self.assertEqual(book.status().waiting, 1)
        way.spoil = None
        self.assertEqual(book.sync().pushed, 1)
        self.assertNotIn("待发送", book.status().user_message)
