// Tests of the tables of area codes, states and countries, and of the zones that all evidence together names.
#include "domain/location.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <charconv>
#include <string>
#include <vector>

#include "domain/area_codes.hpp"
#include "domain/states.hpp"

namespace {

using crm::domain::us_zones;
using crm::domain::zones_of_area_code;
using crm::domain::zones_of_country_code;
using crm::domain::zones_of_state;
using Names = std::vector<std::string>;

Names sorted(std::span<const std::string_view> zones) {
  Names names(zones.begin(), zones.end());
  std::ranges::sort(names);
  return names;
}

Names of_code(std::string_view code) { return sorted(zones_of_area_code(code)); }
Names of_state(std::string_view country, std::string_view state) {
  return sorted(zones_of_state(country, state));
}

Names of(const char* number, crm::domain::Whereabouts known = {}) {
  return sorted(crm::domain::zones_for(crm::PhoneNumber::stored(number), known).span());
}

std::vector<std::string> all_codes() {
  std::vector<std::string> codes;
  for (int code = 100; code < 1000; ++code) {
    std::string text = std::to_string(code);
    if (!zones_of_area_code(text).empty()) codes.push_back(std::move(text));
  }
  return codes;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  for (; text.size() > 3; text.remove_prefix(4)) all.emplace_back(text.substr(0, 3));
  all.emplace_back(text);
  return all;
}

struct CodesOfState {
  const char *country, *state, *codes;
};

// Written down apart from the table under test: which state each code lies in.
constexpr CodesOfState codes_of_states[] = {
    {"US", "AK", "907"},
    {"US", "AL", "205 251 256 334 659 938"},
    {"US", "AR", "327 479 501 870"},
    {"US", "AS", "684"},
    {"US", "AZ", "480 520 602 623 928"},
    {"US", "CA",
     "209 213 279 310 323 341 350 357 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 "
     "714 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951"},
    {"US", "CO", "303 719 720 748 970 983"},
    {"US", "CT", "203 475 860 959"},
    {"US", "DC", "202 771"},
    {"US", "DE", "302"},
    {"US", "FL",
     "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954"},
    {"US", "GA", "229 404 470 478 678 706 762 770 912 943"},
    {"US", "GU", "671"},
    {"US", "HI", "808"},
    {"US", "IA", "319 515 563 641 712"},
    {"US", "ID", "208 986"},
    {"US", "IL", "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872"},
    {"US", "IN", "219 260 317 463 574 765 812 930"},
    {"US", "KS", "316 620 785 913"},
    {"US", "KY", "270 364 502 606 859"},
    {"US", "LA", "225 318 337 457 504 985"},
    {"US", "MA", "339 351 413 508 617 774 781 857 978"},
    {"US", "MD", "227 240 301 410 443 667"},
    {"US", "ME", "207"},
    {"US", "MI", "231 248 269 313 517 586 616 679 734 810 906 947 989"},
    {"US", "MN", "218 320 507 612 651 763 952"},
    {"US", "MO", "235 314 417 557 573 636 660 816 975"},
    {"US", "MP", "670"},
    {"US", "MS", "228 471 601 662 769"},
    {"US", "MT", "406"},
    {"US", "NC", "252 336 472 704 743 828 910 919 980 984"},
    {"US", "ND", "701"},
    {"US", "NE", "308 402 531"},
    {"US", "NH", "603"},
    {"US", "NJ", "201 551 609 640 732 848 856 862 908 973"},
    {"US", "NM", "505 575"},
    {"US", "NV", "702 725 775"},
    {"US", "NY",
     "212 315 329 332 347 363 465 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929 934"},
    {"US", "OH", "216 220 234 283 326 330 380 419 436 440 513 567 614 740 937"},
    {"US", "OK", "405 539 572 580 918"},
    {"US", "OR", "458 503 541 971"},
    {"US", "PA", "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878"},
    {"US", "PR", "787 939"},
    {"US", "RI", "401"},
    {"US", "SC", "803 821 839 843 854 864"},
    {"US", "SD", "605"},
    {"US", "TN", "423 615 629 731 865 901 931"},
    {"US", "TX",
     "210 214 254 281 325 346 361 409 430 432 469 512 621 682 713 726 737 806 817 830 832 903 915 936 940 "
     "945 956 972 979"},
    {"US", "UT", "385 435 801"},
    {"US", "VA", "276 434 540 571 686 703 757 804 826 948"},
    {"US", "VI", "340"},
    {"US", "VT", "802"},
    {"US", "WA", "206 253 360 425 509 564"},
    {"US", "WI", "262 274 353 414 534 608 715 920"},
    {"US", "WV", "304 681"},
    {"US", "WY", "307"},
    {"CA", "AB", "368 403 587 780 825"},
    {"CA", "BC", "236 250 257 604 672 778"},
    {"CA", "MB", "204 431 584"},
    {"CA", "NB", "428 506"},
    {"CA", "NL", "709 879"},
    {"CA", "ON", "226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 807 905 942"},
    {"CA", "QC", "263 273 354 367 418 438 450 468 514 579 581 819 873"},
    {"CA", "SK", "306 474 639"},
};

}  // namespace

TEST_CASE("Every area code's zones are in its state, and every code of every state has a zone") {
  for (const CodesOfState& row : codes_of_states) {
    const Names of_this_state = of_state(row.country, row.state);
    REQUIRE_FALSE(of_this_state.empty());
    for (const std::string& code : words(row.codes)) {
      const Names zones = of_code(code);
      INFO(row.state << ' ' << code);
      CHECK_FALSE(zones.empty());
      CHECK(std::ranges::includes(of_this_state, zones));
    }
  }
}

TEST_CASE("A state's zones are those of its area codes together") {
  for (const CodesOfState& row : codes_of_states) {
    Names together;
    for (const std::string& code : words(row.codes)) {
      for (const std::string& zone : of_code(code)) together.push_back(zone);
    }
    std::ranges::sort(together);
    together.erase(std::unique(together.begin(), together.end()), together.end());
    INFO(row.state);
    CHECK(together == of_state(row.country, row.state));
  }
}

TEST_CASE("All area codes: there are as many as in the plan, and the tz database knows their zones") {
  const std::vector<std::string> codes = all_codes();
  CHECK(codes.size() == 452);
  for (const std::string& code : codes) {
    INFO(code);
    CHECK(crm::domain::load_zones(zones_of_area_code(code)).has_value());
  }
}

TEST_CASE("Area codes across a border of zones count for both") {
  CHECK(of_code("850") == Names{"America/Chicago", "America/New_York"});
  CHECK(of_code("448") == of_code("850"));
  CHECK(of_code("208") == Names{"America/Denver", "America/Los_Angeles"});
  CHECK(of_code("270") == Names{"America/Chicago", "America/New_York"});
  CHECK(of_code("364") == of_code("270"));
  CHECK(of_code("606") == of_code("270"));  // Albany in Clinton County
  CHECK(of_code("219") == of_code("270"));
  CHECK(of_code("930") == of_code("812"));
  CHECK(of_code("308") == Names{"America/Chicago", "America/Denver"});
  CHECK(of_code("402") == of_code("308"));  // Cody in Cherry County
  CHECK(of_code("423") == Names{"America/Chicago", "America/New_York"});
  CHECK(of_code("458") == of_code("541"));
  CHECK(of_code("541") == Names{"America/Denver", "America/Los_Angeles"});
  CHECK(of_code("605") == Names{"America/Chicago", "America/Denver"});
  CHECK(of_code("701") == of_code("605"));
  CHECK(of_code("785") == of_code("605"));
  CHECK(of_code("775") == Names{"America/Denver", "America/Los_Angeles"});
  CHECK(of_code("906") == Names{"America/Chicago", "America/New_York"});
  CHECK(of_code("907") == Names{"America/Adak", "America/Anchorage"});
  CHECK(of_code("928") == Names{"America/Denver", "America/Phoenix"});
  CHECK(of_code("709") == Names{"America/Halifax", "America/St_Johns"});
  CHECK(of_code("867").size() == 5);
}

TEST_CASE("Area codes in which other tables err are right") {
  CHECK(of_code("551") == Names{"America/New_York"});  // New Jersey
  CHECK(of_code("689") == Names{"America/New_York"});  // Orlando, not the panhandle
  CHECK(of_code("715") == Names{"America/Chicago"});   // Wisconsin
  CHECK(of_code("334") == Names{"America/Chicago"});   // Alabama to its eastern border
}

TEST_CASE("Codes without a place, and what is no code, have no zone") {
  for (const char* code :
       {"800", "888", "877", "866", "855", "844", "833", "822", "900", "500", "533", "521",
        "700", "555", "600", "622", "710", "211", "911", "988", "999", "000", "199", "012"}) {
    INFO(code);
    CHECK(of_code(code).empty());
  }
  for (const char* code : {"", "2", "21", "2125", "abc", "2 2", "-12", "+21"}) {
    INFO(code);
    CHECK(of_code(code).empty());
  }
}

TEST_CASE("A state is known by its code and its English name, in any letter case, with blanks around") {
  const Names eastern{"America/New_York"};
  CHECK(of_state("US", "NY") == eastern);
  CHECK(of_state("us", " ny ") == eastern);
  CHECK(of_state("", "New York") == eastern);
  CHECK(of_state("  ", "\tnew york\n") == eastern);
  CHECK(of_state("US", "DISTRICT OF COLUMBIA") == eastern);
  CHECK(of_state("CA", "British columbia").size() == 3);
}

TEST_CASE("A country and a state of the same letters are not mixed up") {
  CHECK(of_state("US", "CA") == Names{"America/Los_Angeles"});
  CHECK(of_state("CA", "CA").empty());
  CHECK(of_state("CA", "NY").empty());
  CHECK(of_state("US", "ON").empty());
  CHECK(of_state("IN", "") == Names{"Asia/Kolkata"});
  CHECK(of_state("US", "IN") == Names{"America/Chicago", "America/New_York"});
}

TEST_CASE("Unknown states, military mail and countries of several zones have no zone") {
  for (const char* state : {"", " ", "XX", "AA", "AE", "AP", "N", "NYC", "New", "New  York", "N.Y."}) {
    INFO(state);
    CHECK(of_state("US", state).empty());
  }
  CHECK(of_state("CA", "").empty());
  for (const char* country : {"AU", "BR", "MX", "RU", "ID", "ES", "XX", "G", "GBR"}) {
    INFO(country);
    CHECK(of_state(country, "NY").empty());
  }
}

TEST_CASE("A country of one zone needs no state; a territory may stand as a state or as a country") {
  CHECK(of_state("GB", "") == Names{"Europe/London"});
  CHECK(of_state("gb", "Kent") == Names{"Europe/London"});
  CHECK(of_state("IE", "Cork") == Names{"Europe/Dublin"});
  for (const char* territory : {"PR", "VI", "GU", "AS", "MP"}) {
    INFO(territory);
    CHECK(of_state(territory, "") == of_state("US", territory));
    CHECK(of_state(territory, "").size() == 1);
  }
}

TEST_CASE("The tz database knows the zones of all states, provinces and countries") {
  std::size_t places = 0;
  for (const char* country : {"US", "CA"}) {
    for (char a = 'A'; a <= 'Z'; ++a) {
      for (char b = 'A'; b <= 'Z'; ++b) {
        const auto zones = zones_of_state(country, std::string{a, b});
        if (zones.empty()) continue;
        ++places;
        CHECK(crm::domain::load_zones(zones).has_value());
      }
    }
  }
  CHECK(places == 56 + 13);
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) {
      const std::string country{a, b};
      const auto zones = zones_of_state(country, "");
      INFO(country);
      CHECK(zones.size() <= 1);
      if (!zones.empty()) CHECK(crm::domain::load_zones(zones).has_value());
    }
  }
}

TEST_CASE("The zones of the whole US hold those of every state, and fit one set") {
  const Names all = sorted(us_zones());
  for (const CodesOfState& row : codes_of_states) {
    if (std::string_view(row.country) != "US") continue;
    INFO(row.state);
    CHECK(std::ranges::includes(all, of_state("US", row.state)));
  }
  const auto loaded = crm::domain::load_zones(us_zones());
  REQUIRE(loaded);
  CHECK(loaded->size() == all.size());
}

TEST_CASE("A number alone gives its area code's or its country's zones") {
  CHECK(of("+12125550100") == Names{"America/New_York"});
  CHECK(of("+18505550100") == Names{"America/Chicago", "America/New_York"});
  CHECK(of("+18765550100") == Names{"America/Jamaica"});
  CHECK(of("+919876543210") == Names{"Asia/Kolkata"});
  CHECK(of("+447700900123") == Names{"Europe/London"});
  CHECK(of("+353850000000") == Names{"Europe/Dublin"});
}

TEST_CASE("A number that tells no place, of a country of several zones, or none at all, gives nothing") {
  for (const char* number : {"+18005550100", "+19005550100", "+15005550100", "+15555550100", "+61400000000",
                             "+5215500000000", "+79000000000", "+88299999999", "+1", "+121", "+", ""}) {
    INFO(number);
    CHECK(of(number).empty());
  }
}

TEST_CASE("Address and number count together") {
  CHECK(of("+12125550100", {.country = "US", .state = "CA"}) ==
        Names{"America/Los_Angeles", "America/New_York"});
  CHECK(of("+12125550100", {.state = "new york"}) == Names{"America/New_York"});
  CHECK(of("+12125550100", {.country = "IN"}) == Names{"America/New_York", "Asia/Kolkata"});
  CHECK(of("+447700900123", {.state = "TX"}) == Names{"America/Chicago", "America/Denver", "Europe/London"});
  CHECK(of("+18005550100", {.state = "TX"}) == Names{"America/Chicago", "America/Denver"});
  CHECK(of("", {.state = "Hawaii"}) == Names{"Pacific/Honolulu"});
}

TEST_CASE("The zone that the customer stated counts alone") {
  CHECK(of("+12125550100", {.stated_zone = "Asia/Tokyo", .state = "CA"}) == Names{"Asia/Tokyo"});
  CHECK(of("", {.stated_zone = "Asia/Tokyo"}) == Names{"Asia/Tokyo"});
}

TEST_CASE("Every pair of a state and an area code fits one set") {
  const std::vector<std::string> codes = all_codes();
  for (const CodesOfState& row : codes_of_states) {
    const crm::domain::Whereabouts address{.country = row.country, .state = row.state};
    for (const std::string& code : codes) {
      const std::string number = "+1" + code + "5550100";
      const Names together = of(number.c_str(), address);
      INFO(row.state << ' ' << code);
      REQUIRE(std::ranges::includes(together, of_state(row.country, row.state)));
      REQUIRE(std::ranges::includes(together, of_code(code)));
      REQUIRE(std::ranges::adjacent_find(together) == together.end());
    }
  }
}

TEST_CASE("No zones are loaded if the tz database lacks one of them, or if there are none") {
  const std::string_view half[] = {"America/New_York", "America/Gotham"};
  CHECK_FALSE(crm::domain::load_zones(half));
  CHECK_FALSE(crm::domain::load_zones({}));
}

TEST_CASE("A set that is full refuses more, but not what it has") {
  crm::domain::Few<int> few;
  for (int i = 0; i < int(few.capacity); ++i) CHECK(few.add(i));
  CHECK(few.add(0));
  CHECK_FALSE(few.add(100));
  CHECK(few.size() == few.capacity);
}
