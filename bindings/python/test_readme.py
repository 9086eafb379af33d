"""The README's example, run as it stands there."""

import unittest
from pathlib import Path

import town

README = Path(__file__).parent.parent / "README.md"


class ReadmeTest(unittest.TestCase):
    def test_the_readmes_example_runs(self):
        text = README.read_text(encoding="utf-8")
        [example] = [block.split("```")[0] for block in text.split("```python\n")[1:]]
        told = []
        names = {
            "folder": str(town.folder()),
            "invitation": town.invitation(),
            "jpeg": town.picture(town.folder()),
            "show_to_worker": lambda *words: told.append(words),
        }
        exec(compile(example, "README.md", "exec"), names)
        self.assertTrue(names["status"].startswith("待发送 1 条、1 张照片"))
        self.assertEqual(told, [])
