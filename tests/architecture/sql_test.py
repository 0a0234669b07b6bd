"""Statements are fixed texts with parameters: no value ever becomes part of one."""
import re
import unittest

from source_text import ROOT, code, files, without_comments

# Where a statement's text begins: an Sql object, or a call that runs text as it stands.
BEGIN = re.compile(r"\bSql(?:\s+\w+)?\s*[({]|(?:\bscript|[.>]exec|\bsqlite3_exec|\bsqlite3_prepare\w*|\bPQexec|\bPQsendQuery)\s*\(")
# What is the same in every run: literals, constants, and functions that are told nothing but types.
FIXED = re.compile(r'\bused\(""\)|""|\bk[A-Z]\w*|\b(?:\w+::)*\w+<[^<>()]*>(?:\(\))?|\bstd::string\b|\bnullptr\b')
DECLARATION = re.compile(r"\b(?:std::string(?:_view)?\s+\w+|const Sql\s*[&*]|const char)")

# These put texts together from names of tables and columns, which stand in the code or in the database's own catalogue.
REVIEWED = {
    "src/storage/sql.hpp": "the class itself",
    "src/storage/table.hpp": "columns of a record, from its field table",
    "src/storage/directory.hpp": "tables and columns that the code names",
    "src/storage/catalog.cpp": "names from the catalogue, quoted",
    "src/storage/migrator.cpp": "migrations, which are compiled in",
    "src/storage/sqlite/connection.cpp": "runs what the seam is given",
    "src/storage/sqlite/query.cpp": "a person's own question, on a connection that can only read",
    "src/storage/sqlite/structure.cpp": "names from the catalogue, quoted",
    "src/storage/sqlite/upkeep.cpp": "names from the catalogue, quoted",
    "src/storage/sqlite/question_rules.cpp": "explains a person's own question",
    "src/storage/postgres/connection.cpp": "runs what the seam is given",
    "src/storage/postgres/connection_copy.cpp": "columns of a record, from its field table",
    "src/storage/postgres/query.cpp": "a person's own question, as a view that is looked at before it is read",
    "src/storage/postgres/structure.cpp": "names from the catalogue, quoted",
    "src/storage/postgres/upkeep.cpp": "names from the catalogue, quoted",
    "src/service/copy.cpp": "names from the catalogue, quoted",
    "src/service/doctor.cpp": "checks that stand in a table there",
    "src/service/each.cpp": "columns of a record, from its field table",
    "src/service/paging.cpp": "columns that the code names; the places are numbers",
}
OPEN_QUOTE = re.compile(r"""=\s*'"\s*(?:\+|\)?\s*\.append\()""")


def argument(text, begin):
    """From behind the opening bracket to the closing one."""
    depth = 1
    for end in range(begin, len(text)):
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return text[begin:end]
    return text[begin:]


def is_fixed(text):
    return DECLARATION.search(text) or not re.search(r"[A-Za-z_]", FIXED.sub(" ", text))


def violations(path, text):
    """One line for each statement in the file whose text is put together, and one for each value between quotes."""
    found = []
    if OPEN_QUOTE.search(without_comments(text)):
        found.append(f"{path}: a value between quotes is no parameter")
    bare = code(text)
    if path not in REVIEWED:
        for begin in BEGIN.finditer(bare):
            if not is_fixed(argument(bare, begin.end())):
                line = bare.count("\n", 0, begin.start()) + 1
                found.append(f"{path}:{line}: the statement is put together at run time")
    return found


def library_files():
    return [file for folder in ("src", "capi", "bindings", "examples") for file in files(ROOT, folder, ".cpp", ".hpp")]


class Statements(unittest.TestCase):
    maxDiff = None
    def test_values_are_parameters(self):
        found = []
        for file in library_files():
            found += violations(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))
        self.assertEqual(found, [])

    def test_what_was_reviewed_is_still_there(self):
        self.assertEqual([path for path in REVIEWED if not (ROOT / path).is_file()], [])


class TheCheckItself(unittest.TestCase):
    def test_refuses(self):
        for path, text in [
            ("src/service/a.cpp", "const Sql sql(\"SELECT 1 FROM t WHERE name = '\" + name + \"'\");"),
            ("src/storage/table.hpp", "const Sql sql(\"SELECT 1 FROM t WHERE name = '\" + name + \"'\");"),
            ("src/service/a.cpp", 'const Sql sql("SELECT 1 FROM t WHERE id = " + std::to_string(id));'),
            ("src/service/a.cpp", "run(Sql(text));"),
            ("src/service/a.cpp", "run(Sql{text});"),
            ("src/service/a.cpp", 'static const Sql sql("SELECT 1 FROM " + table);'),
            ("src/service/a.cpp", 'connection.script("DELETE FROM " + table);'),
            ("src/service/a.cpp", 'database.exec("PRAGMA " + name);'),
            ("src/service/a.cpp", "sqlite3_exec(handle, text.c_str(), nullptr, nullptr, nullptr);"),
            ("src/auth/a.cpp", "PQexec(handle, text.c_str());"),
            ("examples/rest_server/a.cpp", "const Sql sql(order_by + parameter);"),
        ]:
            with self.subTest(text=text):
                self.assertNotEqual(violations(path, text), [])

    def test_accepts(self):
        for text in [
            'static const Sql sql("SELECT 1 FROM t WHERE name = $1");',
            'static const Sql sql(std::string(kSelect) + " WHERE name = $1");',
            'static const storage::Sql sql(storage::select_from<Loan>() + " WHERE customer_id = $1");',
            'connection.script("VACUUM");',
            "explicit Statement(const Sql& sql);",
            "// Sql(text)",
        ]:
            with self.subTest(text=text):
                self.assertEqual(violations("src/service/a.cpp", text), [])


if __name__ == "__main__":
    unittest.main()
