// Examples and tables of the AWS IoT developer guide, "Functions".
#include "models/rules/functions.hpp"

#include <gtest/gtest.h>

#include "models/rules/md2.hpp"
#include "tests/models/rules/rule_fixture.hpp"

namespace fleetsim::rules {
namespace {

TEST(MathFunctions, RoundToWholeNumbers) {
    EXPECT_EQ(value_of("ceil(-1.2)"), "-1");
    EXPECT_EQ(value_of("floor(-1.2)"), "-2");
    EXPECT_EQ(value_of("round(-1.5)"), "-2");
    EXPECT_EQ(value_of("trunc(2.00, 5)"), "2");
    EXPECT_EQ(value_of("trunc('2.888', 2)"), "2.88");
    EXPECT_EQ(value_of("floor([1, 2, 3])"), "");
}

// The guide's table of trunc(Decimal, Int): the places are an Int or Decimal, else Undefined.
TEST(MathFunctions, TruncNeedsANumberOfPlaces) {
    EXPECT_EQ(value_of("trunc(2.888, 1.9)"), "2.8");
    EXPECT_EQ(value_of("trunc(2.888, -3)"), "2");
    EXPECT_EQ(value_of("trunc(2.888, '1')"), "");
    EXPECT_EQ(value_of("trunc(2.888)"), "");
}

TEST(MathFunctions, WhatIsImaginaryOrInfiniteIsUndefined) {
    EXPECT_EQ(value_of("sqrt(-1)"), "");
    EXPECT_EQ(value_of("acos(2)"), "");
    EXPECT_EQ(value_of("ln(0)"), "");
    EXPECT_EQ(value_of("power(10, 400)"), "");
}

TEST(MathFunctions, BitsOfNumbersRoundedDown) {
    EXPECT_EQ(value_of("bitand(13, 5)"), "5");
    EXPECT_EQ(value_of("bitor('8', 5.9)"), "13");
    EXPECT_EQ(value_of("bitxor(13, true)"), "");
    EXPECT_EQ(value_of("bitnot(13)"), "2");
}

TEST(MathFunctions, NanvlReplacesWhatIsMissing) {
    EXPECT_EQ(value_of("nanvl(8, 3)"), "8");
    EXPECT_EQ(value_of("nanvl(NULL, 3)"), "3");
    EXPECT_EQ(value_of("nanvl(missing, 3)"), "3");
    EXPECT_EQ(value_of("nanvl('x', 3)"), "\"x\"");
}

TEST(TextFunctions, CountCharactersNotBytes) {
    EXPECT_EQ(value_of("length('h\u00e9')"), "2");
    EXPECT_EQ(value_of("numbytes('\u20ac')"), "3");
    EXPECT_EQ(value_of("substring('h\u00e9y', 1, 2)"), "\"\u00e9\"");
    EXPECT_EQ(value_of("indexof('h\u00e9y', 'y')"), "2");
    EXPECT_EQ(value_of("get('h\u00e9y', 1)"), "\"\u00e9\"");
}

TEST(TextFunctions, SubstringMovesItsIndexesIntoTheText) {
    EXPECT_EQ(value_of("substring('012345', 2.745)"), "\"2345\"");
    EXPECT_EQ(value_of("substring('012345', -50, 50)"), "\"012345\"");
    EXPECT_EQ(value_of("substring('012345', 3, 1)"), "\"\"");
    EXPECT_EQ(value_of("substring(123, 2)"), "\"3\"");
    EXPECT_EQ(value_of("substring('a', 'x')"), "");
}

TEST(TextFunctions, PaddingIsBetween0And1000) {
    EXPECT_EQ(value_of("lpad(1, 3)"), "\"   1\"");
    EXPECT_EQ(value_of("rpad('a', -5)"), "\"a\"");
    EXPECT_EQ(value_of("length(lpad('a', 1e20))"), "1001");
    EXPECT_EQ(value_of("lpad('a', true)"), "");
}

TEST(TextFunctions, ConcatJoinsArraysOrTexts) {
    EXPECT_EQ(value_of("concat([1, 2], 'a', [3])"), R"([1,2,"a",3])");
    EXPECT_EQ(value_of("concat(1, 'hello')"), "\"1hello\"");
    EXPECT_EQ(value_of("concat(1, 2)"), "");
    EXPECT_EQ(value_of("concat()"), "");
}

TEST(TextFunctions, ChrTakesAsciiOnly) {
    EXPECT_EQ(value_of("chr(65.9)"), "\"A\"");
    EXPECT_EQ(value_of("chr(128)"), "");
    EXPECT_EQ(value_of("chr(-1)"), "");
}

// Java's String.toUpperCase and The Unicode Standard, SpecialCasing.txt.
TEST(TextFunctions, TheCapitalOfASharpSIsTwoLetters) {
    EXPECT_EQ(value_of("upper('stra\u00dfe \u00e9\u00df')"), "\"STRASSE \u00c9SS\"");
    EXPECT_EQ(value_of("lower('STRA\u00dfE')"), "\"stra\u00dfe\"");
}

TEST(TextFunctions, AListIsItsJson) { EXPECT_EQ(value_of("lower(['HELLO'])"), R"("[\"hello\"]")"); }

TEST(RegexFunctions, FindAnywhereAndReplaceWithGroups) {
    EXPECT_EQ(value_of("regexp_matches('seafood', 'foo.*')"), "true");
    EXPECT_EQ(value_of("regexp_matches('aaaa', '^b')"), "false");
    EXPECT_EQ(value_of("regexp_replace('abcd', 'b(.*)d', '$1')"), "\"ac\"");
    EXPECT_EQ(value_of("regexp_substr('hihihello', '(hi)*')"), "\"hihi\"");
}

// java.util.regex.Pattern, "Line terminators", MULTILINE and DOTALL.
TEST(RegexFunctions, LinesAreJavas) {
    const auto matches = [](const std::string& pattern) {
        return value_of("regexp_matches(s, '" + pattern + "')", R"({"s":"one\ntwo"})");
    };
    EXPECT_EQ(matches("one.two"), "false");
    EXPECT_EQ(matches("^two"), "false");
    EXPECT_EQ(matches("one$"), "false");
    EXPECT_EQ(matches("^one\\stwo$"), "true");
    EXPECT_EQ(matches("(?s)one.two"), "true");
    EXPECT_EQ(matches("(?m)^two"), "true");
    EXPECT_EQ(matches("(?m)one$"), "true");
    EXPECT_EQ(value_of("regexp_replace(s, '^', '> ')", R"({"s":"a\nb"})"), R"("> a\nb")");
}

// java.util.regex.Pattern, "Unicode support": \uhhhh.
TEST(RegexFunctions, AnEscapeMayNameACharacter) {
    EXPECT_EQ(value_of(R"(regexp_matches('\u00e9', '^\u00E9$'))"), "false")
        << "no escapes in texts";
    EXPECT_EQ(value_of("regexp_replace('h\u00e9y', '[\\u00E9]', 'e')"), "\"hey\"");
    EXPECT_EQ(value_of(R"(regexp_substr('a\u0041', '\\u0041'))"), R"("\\u0041")");
    EXPECT_EQ(value_of(R"(regexp_substr('a\u0041', '\Q\u0041\E'))"), R"("\\u0041")");
}

TEST(RegexFunctions, WhatIsNoPatternOrNoReplacementIsUndefined) {
    EXPECT_EQ(value_of("regexp_matches('a', '(')"), "");
    EXPECT_EQ(value_of("regexp_replace('a', 'a', '$7')"), "");
    EXPECT_EQ(value_of("regexp_substr('a', 'b')"), "");
}

// Compared with java.util.regex of OpenJDK 17: what Boost reads otherwise is no pattern here.
TEST(RegexFunctions, WhatJavaRefusesOrMeansOtherwiseIsUndefined) {
    for (const char* pattern :
         {R"(\\p{L})", R"(\\pL)", R"(\\y)", "a{", "a{,2}", "[a-z&&[^b]]", "[a-c[x-z]]", "(?#c)a"}) {
        EXPECT_EQ(value_of("regexp_matches('a', p)", R"({"p":")" + std::string(pattern) + "\"}"),
                  "")
            << pattern;
    }
    EXPECT_EQ(value_of("regexp_replace('<b>', '\\<', '[')"), "\"[b>\"");
    EXPECT_EQ(value_of("regexp_matches('aé1', '^\\p{Alpha}\\P{Alpha}\\p{Digit}$')"), "true");
    EXPECT_EQ(value_of("regexp_matches('a\U0001F600', 'a\\x{1F600}')"), "true");
    EXPECT_EQ(value_of("regexp_matches('a]{', '[]a]{2}[{]')"), "true");
}

// java.util.regex.Matcher.find(): after an empty match it goes on one character further.
TEST(RegexFunctions, AnEmptyMatchReplacesNothing) {
    EXPECT_EQ(value_of("regexp_replace('baac', 'a*?', '-')"), "\"-b-a-a-c-\"");
    EXPECT_EQ(value_of("regexp_replace('baac', 'a*', '-')"), "\"-b--c-\"");
    EXPECT_EQ(value_of("regexp_replace('ab', '|a', 'x')"), "\"xaxbx\"");
    EXPECT_EQ(value_of("regexp_replace('aab', '(?<=a)', '.')"), "\"a.a.b\"");
    EXPECT_EQ(value_of("regexp_replace('', '^', 'x')"), "\"x\"");
}

TEST(RegexFunctions, APatternThatWouldRunForEverIsGivenUp) {
    EXPECT_EQ(
        value_of("regexp_matches('" + std::string(40, 'a') + "b', '^(a|aa)*(a|aa)*(a|aa)*c$')"),
        "");
}

TEST(CodecFunctions, DecodingGivesValuesOfJsonAndTextOtherwise) {
    EXPECT_EQ(value_of("decode('eyAidGVtcGVyYXR1cmUiOiAzMyB9Cg==', 'base64').temperature"), "33");
    EXPECT_EQ(value_of("decode('aGVsbG8=', 'base64')"), "\"hello\"");
    EXPECT_EQ(value_of("decode('%', 'base64')"), "null");
    EXPECT_EQ(value_of("decode('aGVsbG8=', 'base32')"), "");
    EXPECT_EQ(value_of("encode(12, 'base64')"), "\"MTI=\"");
}

TEST(CodecFunctions, EncodingAStarTakesTheBytesAsReceived) {
    EXPECT_EQ(
        run("SELECT encode(*, 'base64') AS e FROM 't'", {.payload = std::string("\x00\xFF", 2)}),
        R"({"e":"AP8="})");
}

TEST(CodecFunctions, HashesMatchTheirStandardsVectors) {
    EXPECT_EQ(value_of("md2('hello')"), "\"a9046c73e00331af68917d3804f70655\"");
    EXPECT_EQ(value_of("md5('hello')"), "\"5d41402abc4b2a76b9719d911017c592\"");
    EXPECT_EQ(value_of("sha1('abc')"), "\"a9993e364706816aba3e25717850c26c9cd0d89d\"");
    EXPECT_EQ(value_of("sha224('abc')"),
              "\"23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7\"");
    EXPECT_EQ(md2("")[0], 0x83) << "RFC 1319, appendix A.5";
}

TEST(TimeFunctions, FormatAsJodaTime) {
    const auto at = [](const std::string& pattern, const std::string& rest = "") {
        return value_of("parse_time(\"" + pattern + "\", 1497028786123" + rest + ")");
    };
    EXPECT_EQ(at("yyyy.MM.dd G 'at' HH:mm:ss z"), "\"2017.06.09 AD at 17:19:46 UTC\"");
    EXPECT_EQ(at("EEE, d MMM yy h:mm a"), "\"Fri, 9 Jun 17 5:19 PM\"");
    EXPECT_EQ(at("EEEE MMMM D w e S SSS"), "\"Friday June 160 23 5 1 123\"");
    EXPECT_EQ(at("HH:mm Z ZZ", ", 'Asia/Kolkata'"), "\"22:49 +0530 +05:30\"");
    EXPECT_EQ(at("HH zzz", ", 'Nowhere/Land'"), "");
    EXPECT_EQ(at("bbb"), "");
}

TEST(TimeFunctions, ReadAsJavasFormatter) {
    EXPECT_EQ(value_of("time_to_epoch('2020-04-03 09:45:18 UTC+01:00', 'yyyy-MM-dd HH:mm:ss VV')"),
              "1585903518000");
    EXPECT_EQ(value_of("time_to_epoch('18 December 2015', 'dd MMMM yyyy')"), "1450396800000");
    EXPECT_EQ(value_of("time_to_epoch('20200403094518', 'yyyyMMddHHmmss')"), "1585907118000");
    EXPECT_EQ(value_of("time_to_epoch('3/4/20 9:05 PM', 'd/M/yy h:mm a')"), "1585947900000");
    EXPECT_EQ(value_of("time_to_epoch('4014-12-03', 'yyyy-MM-dd')"), "64531468800000");
    EXPECT_EQ(value_of("time_to_epoch('2020-04-03x', 'yyyy-MM-dd')"), "");
}

// Java SE 11, java.time.format.ResolverStyle.SMART, the style of every pattern; the answers are
// those of OpenJDK 17.
TEST(TimeFunctions, WhatATextSaysTwiceMustAgree) {
    const auto read = [](const std::string& text, const std::string& pattern) {
        return value_of("time_to_epoch('" + text + "', \"" + pattern + "\")");
    };
    EXPECT_EQ(read("2021-02-29", "yyyy-MM-dd"), "1614470400000") << "the 28th";
    EXPECT_EQ(read("2021-04-31", "yyyy-MM-dd"), "1619740800000") << "the 30th";
    EXPECT_EQ(read("2021-02-32", "yyyy-MM-dd"), "");
    EXPECT_EQ(read("2021-01-01T24:00", "yyyy-MM-dd'T'HH:mm"), "1609545600000");
    EXPECT_EQ(read("2021-01-01T24:01", "yyyy-MM-dd'T'HH:mm"), "");
    EXPECT_EQ(read("Fri 01 Jan 2021", "EEE dd MMM yyyy"), "1609459200000");
    EXPECT_EQ(read("Mon 01 Jan 2021", "EEE dd MMM yyyy"), "");
    EXPECT_EQ(read("2021-01-02 13:04 PM", "yyyy-MM-dd HH:mm a"), "1609592640000");
    EXPECT_EQ(read("2021-01-02 13:04 AM", "yyyy-MM-dd HH:mm a"), "");
    EXPECT_EQ(read("2021-01-02 03:04 pm", "yyyy-MM-dd hh:mm a"), "");
}

// Java SE 11, DateTimeFormatterBuilder.appendPattern: X, x, Z and O; the answers are OpenJDK 17's.
TEST(TimeFunctions, AnOffsetIsWrittenAsItsLettersSay) {
    const auto reads = [](const std::string& offset, const std::string& letters) {
        const std::string value = value_of("time_to_epoch('2021-01-01 10:20 " + offset +
                                           "', 'yyyy-MM-dd HH:mm " + letters + "')");
        return value.empty() ? "no" : std::to_string((1609496400000 - std::stoll(value)) / 60000);
    };
    EXPECT_EQ(reads("Z", "X"), "0");
    EXPECT_EQ(reads("Z", "x"), "no");
    EXPECT_EQ(reads("Z", "Z"), "no");
    EXPECT_EQ(reads("+01", "X"), "60");
    EXPECT_EQ(reads("+0130", "X"), "90");
    EXPECT_EQ(reads("-01:30", "XXX"), "-90");
    EXPECT_EQ(reads("+0130", "XXX"), "no");
    EXPECT_EQ(reads("+0130", "Z"), "90");
    EXPECT_EQ(reads("+01:30", "Z"), "no");
    EXPECT_EQ(reads("GMT+01:30", "ZZZZ"), "90");
    EXPECT_EQ(reads("Z", "ZZZZZ"), "0");
    EXPECT_EQ(reads("GMT+8", "O"), "480");
    EXPECT_EQ(reads("-18:00", "XXX"), "-1080");
    EXPECT_EQ(reads("-18:01", "XXX"), "no");
    EXPECT_EQ(reads("UTC+01:00", "VV"), "60");
    EXPECT_EQ(reads("GMT+2", "VV"), "no");
}

// Joda-Time 2.10, DateTimeZone.forID and DateTimeFormat.
TEST(TimeFunctions, ATimeIsFormattedInAZoneOfJodaTime) {
    const auto in = [](const std::string& zone) {
        return value_of("parse_time('HH:mm z ZZZ', 0, '" + zone + "')");
    };
    EXPECT_EQ(in("UTC"), "\"00:00 UTC UTC\"");
    EXPECT_EQ(in("GMT"), "\"00:00 GMT GMT\"");
    EXPECT_EQ(in("+0530"), "\"05:30 +05:30 +05:30\"");
    EXPECT_EQ(in("-03"), "\"21:00 -03:00 -03:00\"");
    for (const char* zone : {"PST", "IST", "Z", "UTC+01:00", "utc"})
        EXPECT_EQ(in(zone), "") << zone;
}

// tz database, northamerica: EST and MST; Java, DateTimeFormatter: "z" is a zone's name, "VV" its
// id.
TEST(TimeFunctions, TheIdsEstAndMstHaveNoDaylightSaving) {
    const std::string july = "1500000000000";  // 2017-07-14 02:40 UTC
    EXPECT_EQ(value_of("parse_time('HH:mm z Z', " + july + ", 'EST')"), "\"21:40 EST -0500\"");
    EXPECT_EQ(value_of("parse_time('HH:mm z Z', " + july + ", 'MST')"), "\"19:40 MST -0700\"");
    EXPECT_EQ(value_of("time_to_epoch('2017-07-13 21:40 EST', 'yyyy-MM-dd HH:mm VV')"), july);
    EXPECT_EQ(value_of("time_to_epoch('2017-07-13 22:40 EST', 'yyyy-MM-dd HH:mm z')"), july);
}

TEST(CollectionFunctions, GetConvertsAnIndexAndNoKey) {
    EXPECT_EQ(value_of("get(['a', 'b'], '1')"), "\"b\"");
    EXPECT_EQ(value_of("get(['a', 'b', 'c'], 1.6)"), "\"c\"") << "a Decimal to the nearest";
    EXPECT_EQ(value_of("get(['a', 'b', 'c'], '1.6')"), "\"b\"") << "a text truncated";
    EXPECT_EQ(value_of("get({'1': 'x'}, 1)"), "");
    EXPECT_EQ(value_of("get([1, 2], 2)"), "");
    EXPECT_EQ(value_of("get('abc', 1)"), "\"b\"");
}

// The guide's get_or_default(expression, default): for what is null, undefined or fails.
TEST(CollectionFunctions, GetOrDefaultReplacesWhatIsMissing) {
    EXPECT_EQ(value_of("get_or_default(v, 'none')", R"({"v":false})"), "false");
    EXPECT_EQ(value_of("get_or_default(v, 'none')", R"({"v":null})"), "\"none\"");
    EXPECT_EQ(value_of("get_or_default(missing.deeper, 0)"), "0");
    EXPECT_EQ(value_of("get_or_default(1 / 0, 'failed')"), "\"failed\"");
    EXPECT_EQ(value_of("get_or_default(missing)"), "");
}

TEST(CollectionFunctions, TransformEnrichesEveryObject) {
    EXPECT_EQ(value_of("transform('enrichArray', {'k': 1}, [{'a': 2}, {'k': 3}])"),
              R"([{"a":2,"k":1},{"k":1}])");
    EXPECT_EQ(value_of("transform('enrichArray', (SELECT a FROM d), (SELECT VALUE c FROM d))",
                       R"({"d":{"a":"first","c":[{"x":5},{"x":10}]}})"),
              R"([{"x":5,"a":"first"},{"x":10,"a":"first"}])");
    EXPECT_EQ(value_of("transform('other', {'k': 1}, [{'a': 2}])"), "");
}

TEST(Functions, TheAddressOfThePublisherIsNotKnown) {
    EXPECT_EQ(value_of("isUndefined(sourceip())"), "true");
}

TEST(Functions, AWrongNumberOfArgumentsIsUndefined) {
    EXPECT_EQ(value_of("length()"), "");
    EXPECT_EQ(value_of("abs(1, 2)"), "");
}

}  // namespace
}  // namespace fleetsim::rules
