// UTF-8 text by character: counting, slicing, case, and the way to wide text and back.
// Models     code points; simple case mapping of Latin, Greek, Cyrillic and Armenian letters.
// Leaves out case mappings that change the length but for the German sharp s; the Greek final
//            sigma; other alphabets.
// Source     The Unicode Standard, chapters 3.9 (UTF-8) and 3.13 (case).     Error none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fleetsim::rules {

std::size_t character_count(std::string_view text);
/// Characters [first, last); both may lie beyond the end.
std::string_view slice(std::string_view text, std::size_t first, std::size_t last);
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
/// Broken UTF-8 becomes U+FFFD.
std::wstring widen(std::string_view text);
std::string narrow(std::wstring_view text);
/// `point` is a Unicode scalar value.
void append_character(char32_t point, std::string& out);
bool is_valid_utf8(std::string_view text);

}  // namespace fleetsim::rules
