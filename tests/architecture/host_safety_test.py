"""What the library never calls, because its hosts are servers with small stacks, many threads and their own output."""
import re
import unittest

from source_text import ROOT, code, files, strings

# A call of a C function, also as std::name or ::name, but no member function of that name.
def call(*names):
    return re.compile(r"(?<![\w.>])(?:std::|(?<!\w)::)?(?:" + "|".join(names) + r")\s*\(")


FORBIDDEN = {
    "std::regex overflows small stacks": re.compile(r"\bstd::w?regex\b|<regex>"),
    "stdout and stderr belong to the host": re.compile(r"\bstd::(cout|cerr|clog)\b|<iostream>|\b(stdout|stderr)\b"),
    "printf writes to the host's output or depends on the locale": call(r"[fsd]?n?printf", r"v[fsd]?n?printf", "puts", "perror"),
    "the locale belongs to the host": call("setlocale", r"strto(d|f|ld)", r"sto(d|f|ld)", r"ato[fil]",
                                           r"is(alpha|alnum|digit|space|upper|lower|print|punct)", "tolower", "toupper"),
    "streams depend on the locale": re.compile(r"<(sstream|iomanip|locale)>|\bstd::[io]?stringstream\b|\bstd::locale\b"),
    "the process belongs to the host": call("exit", "_exit", "quick_exit", "atexit", "abort", "terminate", "fork", "vfork", "system",
                                            "popen", "posix_spawnp?", r"f?exec(l|le|lp|v|ve|vp|vpe|veat)", "clone", "signal", "sigaction", "setenv", "putenv", "chdir", "umask"),
    "the library has no state per thread": re.compile(r"\bthread_local\b"),
    "the library starts no thread": re.compile(r"\bstd::(thread|jthread|async)\b|\bpthread_create\b"),
}
DOMAIN_ONLY = {
    "domain knows no clock": re.compile(r"_clock::now\b|(?<![\w.>:])time\s*\("),
    "domain does no I/O": re.compile(r"<(fstream|filesystem|cstdio)>|\bstd::(filesystem|[io]?fstream)\b"),
}
SQL_CAST = re.compile(r"::\s*(bigint|int\d?|integer|smallint|text|varchar|date|time|timestamp|timestamptz|numeric|jsonb?|"
                      r"boolean|bool|bytea|uuid|interval)\b", re.IGNORECASE)


def rules_for(path):
    return FORBIDDEN | DOMAIN_ONLY if path.startswith("src/domain/") else FORBIDDEN


def violations(path, text):
    """One line for each rule that the text of the file at `path` breaks."""
    if path.endswith(".sql"):
        return [f"{path}: write CAST(x AS type), not ::"] if SQL_CAST.search(text) else []
    bare = code(text)
    found = [f"{path}: {why}" for why, pattern in rules_for(path).items() if pattern.search(bare)]
    if any(SQL_CAST.search(literal) for literal in strings(text)):
        found.append(f"{path}: SQLite takes $1::bigint for a name; write CAST($1 AS BIGINT)")
    return found


def library_files():
    return [file for folder in ("include", "src", "capi") for file in files(ROOT, folder, ".cpp", ".hpp", ".def", ".sql")
            if not file.is_relative_to(ROOT / "src/cli")]


class HostSafety(unittest.TestCase):
    def test_the_library_calls_nothing_that_hurts_its_host(self):
        found = []
        for file in library_files():
            found += violations(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))
        self.assertEqual(found, [])

    def test_the_tree_is_really_read(self):
        self.assertTrue(library_files())


class TheCheckItself(unittest.TestCase):
    def test_refuses(self):
        for path, text in [
            ("src/json/a.cpp", "std::regex r;"),
            ("src/json/a.cpp", "#include <regex>"),
            ("src/json/a.cpp", "std::cout << 1;"),
            ("src/json/a.cpp", 'std::printf("x");'),
            ("src/json/a.cpp", 'snprintf(b, 3, "x");'),
            ("src/json/a.cpp", "fprintf(stderr, s);"),
            ("src/json/a.cpp", "std::setlocale(LC_ALL, s);"),
            ("src/json/a.cpp", "auto d = std::strtod(s, &e);"),
            ("src/json/a.cpp", "if (std::isdigit(c)) return ::tolower(c);"),
            ("src/json/a.cpp", "#include <sstream>"),
            ("src/service/a.cpp", "exit(1);"),
            ("src/service/a.cpp", "std::abort();"),
            ("src/service/a.cpp", "::exit(1);"),
            ("src/service/a.cpp", "if (vfork() == 0) ::execvp(name, arguments);"),
            ("src/service/a.cpp", "execveat(folder, name, arguments, environ, 0);"),
            ("src/service/a.cpp", "execl(name, name, nullptr);"),
            ("src/service/a.cpp", "posix_spawn(&child, name, nullptr, nullptr, arguments, environ);"),
            ("src/service/a.cpp", "static thread_local int x;"),
            ("src/service/a.cpp", "std::thread t;"),
            ("src/storage/a.cpp", 'run("select $1::bigint");'),
            ("src/storage/a.cpp", 'run(R"sql(select\n$1::TEXT)sql");'),
            ("src/storage/sqlite/migrations/0001_a.sql", "select 1::text;"),
            ("src/domain/a.cpp", "auto now = std::chrono::system_clock::now();"),
            ("src/domain/a.cpp", "#include <fstream>"),
        ]:
            with self.subTest(text=text):
                self.assertNotEqual(violations(path, text), [])

    def test_accepts(self):
        for path, text in [
            ("src/json/a.cpp", "// never std::regex, printf( or exit("),
            ("src/json/a.cpp", '/* std::cout */ const char* word = "std::cout";'),
            ("src/json/a.cpp", "auto many = 1'000'000; auto quote = '\\''; auto mark = '\"'; // abort("),
            ("src/storage/a.cpp", "transaction.abort(); writer->exit(); on_exit(f); crm::exit_code(x);"),
            ("src/storage/a.cpp", "domain::date text = domain::text(x);"),
            ("src/storage/a.cpp", 'run("select CAST($1 AS BIGINT)");'),
            ("src/service/a.cpp", "auto now = std::chrono::system_clock::now();"),
            ("src/service/a.cpp", "std::this_thread::yield(); bool is_digit(char);"),
        ]:
            with self.subTest(text=text):
                self.assertEqual(violations(path, text), [])


if __name__ == "__main__":
    unittest.main()
