// The table of area codes. Which code serves which state, and which overlay which other, is from the
// announcements of the North American Numbering Plan Administrator and of the states' and Canada's utility
// commissions, to the end of 2025 and those announced then for 2026. Where the zones' borders run is from
// 49 CFR part 71, Canada's provincial laws and the tz database. A code counts for every zone it touches;
// where its border and a zone's could not be told apart, it counts for both, so that calls are allowed for
// fewer hours.
#include "domain/area_codes.hpp"

#include <array>
#include <cstdint>

#include "domain/zone_set.hpp"

namespace crm::domain {
namespace {

using namespace zones;

struct Group {
  std::string_view codes;  // three digits each, one blank between
  Set zones;
};

constexpr Group groups[] = {
    // Alabama. Its eastern border towns live by Georgia's clock, but the law puts them in Central time.
    {"205 251 256 334 659 938", {chicago}},
    {"907", {anchorage, adak}},      // Alaska
    {"480 520 602 623", {phoenix}},  // Arizona
    {"928", {phoenix, denver}},      // Arizona with the Navajo Nation, which has daylight saving time
    {"327 479 501 870", {chicago}},  // Arkansas
    // California
    {"209 213 279 310 323 341 350 357 369 408 415 424 442 510 530 559 562 619 626 628 650", {los_angeles}},
    {"657 661 669 707 714 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951", {los_angeles}},
    {"303 719 720 748 970 983", {denver}},  // Colorado
    {"203 475 860 959", {new_york}},        // Connecticut
    {"302", {new_york}},                    // Delaware
    {"202 771", {new_york}},                // District of Columbia
    // Florida
    {"239 305 321 324 352 386 407 561 645 656 689 727 728 754 772 786 813 863 904 941 954", {new_york}},
    {"448 850", {new_york, chicago}},                         // Florida's panhandle
    {"229 404 470 478 678 706 762 770 912 943", {new_york}},  // Georgia
    {"808", {honolulu}},                                      // Hawaii
    {"208 986", {denver, los_angeles}},                       // Idaho
    {"217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872", {chicago}},  // Illinois
    {"260 317 463", {new_york}},                                      // Indiana: Fort Wayne, Indianapolis
    {"219 574 765 812 930", {new_york, chicago}},                     // Indiana: the rest
    {"319 515 563 641 712", {chicago}},                               // Iowa
    {"316 913", {chicago}},                                           // Kansas: Wichita, Kansas City
    {"620 785", {chicago, denver}},                                   // Kansas: the rest
    {"502 859", {new_york}},                                          // Kentucky: Louisville, Lexington
    {"270 364 606", {new_york, chicago}},                             // Kentucky: the rest
    {"225 318 337 457 504 985", {chicago}},                           // Louisiana
    {"207", {new_york}},                                              // Maine
    {"227 240 301 410 443 667", {new_york}},                          // Maryland
    {"339 351 413 508 617 774 781 857 978", {new_york}},              // Massachusetts
    {"231 248 269 313 517 586 616 679 734 810 947 989", {new_york}},  // Michigan
    {"906", {new_york, chicago}},                                     // Michigan's upper peninsula
    {"218 320 507 612 651 763 952", {chicago}},                       // Minnesota
    {"228 471 601 662 769", {chicago}},                               // Mississippi
    {"235 314 417 557 573 636 660 816 975", {chicago}},               // Missouri
    {"406", {denver}},                                                // Montana
    {"308 402 531", {chicago, denver}},                       // Nebraska; 402 has western Cherry County
    {"702 725", {los_angeles}},                               // Nevada: Las Vegas
    {"775", {los_angeles, denver}},                           // Nevada: the rest, with West Wendover
    {"603", {new_york}},                                      // New Hampshire
    {"201 551 609 640 732 848 856 862 908 973", {new_york}},  // New Jersey
    {"505 575", {denver}},                                    // New Mexico
    {"212 315 329 332 347 363 465 516 518 585 607 624 631", {new_york}},  // New York
    {"646 680 716 718 838 845 914 917 929 934", {new_york}},
    {"252 336 472 704 743 828 910 919 980 984", {new_york}},                      // North Carolina
    {"701", {chicago, denver}},                                                   // North Dakota
    {"216 220 234 283 326 330 380 419 436 440 513 567 614 740 937", {new_york}},  // Ohio
    {"405 539 572 580 918", {chicago}},                                           // Oklahoma
    {"503 971", {los_angeles}},                                                   // Oregon: Portland
    {"458 541", {los_angeles, denver}},  // Oregon: the rest, with Malheur County
    {"215 223 267 272 412 445 484 570 582 610 717 724 814 835 878", {new_york}},  // Pennsylvania
    {"401", {new_york}},                                                          // Rhode Island
    {"803 821 839 843 854 864", {new_york}},                                      // South Carolina
    {"605", {chicago, denver}},                                                   // South Dakota
    {"615 629 731 901", {chicago}},    // Tennessee: Nashville, Memphis
    {"865", {new_york}},               // Tennessee: Knoxville
    {"423 931", {new_york, chicago}},  // Tennessee: along the border of the zones
    {"210 214 254 281 325 346 361 409 430 469 512 621 682 713 726", {chicago}},  // Texas
    {"737 806 817 830 832 903 936 940 945 956 972 979", {chicago}},
    {"432 915", {chicago, denver}},                           // Texas: the far west
    {"385 435 801", {denver}},                                // Utah
    {"802", {new_york}},                                      // Vermont
    {"276 434 540 571 686 703 757 804 826 948", {new_york}},  // Virginia
    {"206 253 360 425 509 564", {los_angeles}},               // Washington
    {"304 681", {new_york}},                                  // West Virginia
    {"262 274 353 414 534 608 715 920", {chicago}},           // Wisconsin
    {"307", {denver}},                                        // Wyoming

    {"340 787 939", {puerto_rico}},  // US Virgin Islands, Puerto Rico
    {"670 671", {guam}},             // Northern Mariana Islands, Guam
    {"684", {pago_pago}},            // American Samoa

    {"368 403 587 780 825", {edmonton}},                           // Alberta
    {"604", {vancouver}},                                          // British Columbia: Vancouver
    {"236 250 257 672 778", {vancouver, edmonton, dawson_creek}},  // British Columbia: all, or the rest
    {"204 431 584", {winnipeg}},                                   // Manitoba
    {"428 506", {halifax}},                                        // New Brunswick
    {"709 879", {st_johns, halifax}},                              // Newfoundland and Labrador
    {"782 902", {halifax}},                                        // Nova Scotia, Prince Edward Island
    {"226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 905 942", {toronto}},  // Ontario
    {"807", {toronto, winnipeg, panama}},                // Ontario's north-west
    {"263 354 438 450 468 514 579 819 873", {toronto}},  // Quebec
    // Quebec's east, with the Magdalen Islands and Blanc-Sablon
    {"273 367 418 581", {toronto, halifax, puerto_rico}},
    {"306 474 639", {regina, edmonton, winnipeg}},  // Saskatchewan with Lloydminster and Creighton
    {"867", {whitehorse, edmonton, winnipeg, toronto, panama}},  // Yukon, Northwest Territories, Nunavut

    {"441", {bermuda}},
    {"242", {nassau}},  // Bahamas
    {"246", {barbados}},
    {"345", {panama}},      // Cayman Islands
    {"649", {grand_turk}},  // Turks and Caicos Islands
    {"658 876", {jamaica}},
    {"809 829 849", {santo_domingo}},  // Dominican Republic
    // Anguilla, Antigua, British Virgin Islands, Grenada, Montserrat, Sint Maarten, Saint Lucia, Dominica,
    // Saint Vincent, Trinidad and Tobago, Saint Kitts and Nevis
    {"264 268 284 473 664 721 758 767 784 868 869", {puerto_rico}},
};

constexpr std::uint8_t none = 255;
static_assert(std::size(groups) < none);

constexpr bool is_code(std::string_view text) {
  return text.size() == 3 && text[0] >= '2' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9' &&
         text[2] >= '0' && text[2] <= '9';
}

constexpr std::size_t number_of(std::string_view code) {
  std::size_t number = 0;
  for (const char digit : code) number = number * 10 + static_cast<std::size_t>(digit - '0');
  return number;
}

// From a code's number to its group. A table that says a code twice, or something that is none, does not
// compile.
consteval std::array<std::uint8_t, 1000> make_index() {
  std::array<std::uint8_t, 1000> index{};
  index.fill(none);
  for (std::size_t group = 0; group < std::size(groups); ++group) {
    for (std::string_view rest = groups[group].codes;; rest.remove_prefix(4)) {
      const std::string_view code = rest.substr(0, 3);
      if (!is_code(code) || index.at(number_of(code)) != none) throw "not a code, or twice";
      index.at(number_of(code)) = static_cast<std::uint8_t>(group);
      if (rest.size() == 3) break;
    }
  }
  return index;
}

constexpr std::array<std::uint8_t, 1000> index_of_group = make_index();

}  // namespace

std::span<const std::string_view> zones_of_area_code(std::string_view three_digits) {
  if (!is_code(three_digits)) return {};
  const std::uint8_t group = index_of_group[number_of(three_digits)];
  if (group == none) return {};
  return groups[group].zones.span();
}

}  // namespace crm::domain
