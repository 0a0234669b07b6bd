// What kind of terminal crmctl talks to, if any.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crm::cli {

// Whether a person watches.
bool output_is_terminal();
bool errors_are_terminal();
bool input_is_terminal();
// Whether a line of it can be drawn anew: not on a printer or in an editor's window (TERM=dumb).
bool errors_can_be_redrawn();

// Columns of the terminal behind the standard output, or behind stderr; 0: it is none, and lines may be of
// any length.
std::size_t output_width();
std::size_t errors_width();

// How many columns of a terminal a UTF-8 text takes: two for the wide characters of East Asia and emoji, none
// for combining marks.
std::size_t display_width(std::string_view text);

// The text in at most `width` columns, with an ellipsis for what was cut.
std::string cut_to(std::string_view text, std::size_t width);

// The columns that are left to a text behind the first `column` ones; npos: any number.
std::size_t width_behind(std::size_t column);

// The text in lines of at most `width` columns, broken at blanks, with `indent` more blanks before all but
// the first. A word that is longer stays whole.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

// In bold on a terminal; NO_COLOR (https://no-color.org) switches it off.
std::string emphasized(std::string_view text);

}  // namespace crm::cli
