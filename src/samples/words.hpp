// What generated customers are made of: names, places, products, standings and contacts.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace crm::samples {

// Common first and last names (US Social Security Administration, US Census Bureau). Combined at random, so
// no real person is meant.
inline constexpr std::string_view kFirstNames[] = {
    "James",   "Mary",      "Robert",  "Patricia", "Jennifer",   "Linda",  "David",  "Elizabeth", "William",
    "Barbara", "Richard",   "Susan",   "Joseph",   "Jessica",    "Thomas", "Karen",  "Charles",   "Nancy",
    "Daniel",  "Lisa",      "Matthew", "Betty",    "Sandra",     "Mark",   "Ashley", "Steven",    "Kimberly",
    "Andrew",  "Donna",     "Joshua",  "Carol",    "Kenneth",    "Amanda", "Kevin",  "Melissa",   "Brian",
    "Deborah", "Jos\u00e9", "Maria",   "Carlos",   "Ana",        "Luis",   "Rosa",   "Wei",       "Mei",
    "Priya",   "Arjun",     "Fatima",  "Omar",     "Chlo\u00e9",
};
inline constexpr std::string_view kLastNames[] = {
    "Smith",   "Williams", "Jones",     "Garcia",   "Miller", "Rodriguez", "Martinez",   "Hernandez",
    "Lopez",   "Gonzalez", "Anderson",  "Thomas",   "Taylor", "Moore",     "Jackson",    "Martin",
    "Lee",     "Perez",    "Thompson",  "White",    "Harris", "Sanchez",   "Clark",      "Ramirez",
    "Lewis",   "Robinson", "Walker",    "Young",    "Allen",  "King",      "Wright",     "Scott",
    "Torres",  "Nguyen",   "Hill",      "Flores",   "Green",  "Adams",     "Nelson",     "Baker",
    "Hall",    "Rivera",   "Campbell",  "Mitchell", "Carter", "Roberts",   "G\u00f3mez", "Phillips",
    "Evans",   "Turner",   "D\u00edaz", "Parker",   "Cruz",   "Edwards",   "Collins",    "Reyes",
    "Stewart", "Morris",   "Morales",   "Murphy",   "Cook",   "Rogers",    "O'Brien",    "Kim",
    "Patel",   "Ortiz",    "Chen",      "Singh",
};
inline constexpr std::string_view kStreets[] = {
    "Oak Street", "Maple Avenue", "Cedar Lane",   "Pine Street",  "Elm Street",       "Washington Avenue",
    "Lake Drive", "Hill Road",    "Park Avenue",  "Main Street",  "Sunset Boulevard", "Church Street",
    "River Road", "2nd Street",   "Willow Court", "Highland Way", "Meadow Lane",      "Jefferson Street",
};

// A city, the first three digits of its postal codes, and one or two area codes that serve it and no other of
// these cities.
struct Place {
  std::string_view city, state, postal_prefix;
  std::array<std::string_view, 2> area_codes;
};
inline constexpr Place kPlaces[] = {
    {"New York", "NY", "100", {"212", "646"}},
    {"Brooklyn", "NY", "112", {"718", "347"}},
    {"Buffalo", "NY", "142", {"716", ""}},
    {"Los Angeles", "CA", "900", {"213", "323"}},
    {"San Diego", "CA", "921", {"619", "858"}},
    {"San Francisco", "CA", "941", {"415", "628"}},
    {"Sacramento", "CA", "958", {"916", "279"}},
    {"Fresno", "CA", "937", {"559", ""}},
    {"Houston", "TX", "770", {"713", "832"}},
    {"Dallas", "TX", "752", {"214", "469"}},
    {"San Antonio", "TX", "782", {"210", "726"}},
    {"Austin", "TX", "787", {"512", "737"}},
    {"El Paso", "TX", "799", {"915", ""}},
    {"Miami", "FL", "331", {"305", "786"}},
    {"Orlando", "FL", "328", {"407", "689"}},
    {"Tampa", "FL", "336", {"813", "656"}},
    {"Pensacola", "FL", "325", {"850", "448"}},
    {"Chicago", "IL", "606", {"312", "773"}},
    {"Springfield", "IL", "627", {"217", "447"}},
    {"Philadelphia", "PA", "191", {"215", "267"}},
    {"Pittsburgh", "PA", "152", {"412", "878"}},
    {"Columbus", "OH", "432", {"614", "380"}},
    {"Cleveland", "OH", "441", {"216", ""}},
    {"Atlanta", "GA", "303", {"404", "678"}},
    {"Savannah", "GA", "314", {"912", ""}},
    {"Charlotte", "NC", "282", {"704", "980"}},
    {"Raleigh", "NC", "276", {"919", "984"}},
    {"Detroit", "MI", "482", {"313", "679"}},
    {"Grand Rapids", "MI", "495", {"616", ""}},
    {"Newark", "NJ", "071", {"973", "862"}},
    {"Camden", "NJ", "081", {"856", ""}},
    {"Richmond", "VA", "232", {"804", "686"}},
    {"Seattle", "WA", "981", {"206", ""}},
    {"Spokane", "WA", "992", {"509", ""}},
    {"Phoenix", "AZ", "850", {"602", "480"}},
    {"Tucson", "AZ", "857", {"520", ""}},
    {"Boston", "MA", "021", {"617", "857"}},
    {"Worcester", "MA", "016", {"508", "774"}},
    {"Nashville", "TN", "372", {"615", "629"}},
    {"Knoxville", "TN", "379", {"865", ""}},
    {"Indianapolis", "IN", "462", {"317", "463"}},
    {"Evansville", "IN", "477", {"812", "930"}},
    {"St. Louis", "MO", "631", {"314", "557"}},
    {"Baltimore", "MD", "212", {"410", "443"}},
    {"Milwaukee", "WI", "532", {"414", ""}},
    {"Denver", "CO", "802", {"303", "720"}},
    {"Minneapolis", "MN", "554", {"612", ""}},
    {"Charleston", "SC", "294", {"843", "854"}},
    {"Birmingham", "AL", "352", {"205", "659"}},
    {"New Orleans", "LA", "701", {"504", ""}},
    {"Louisville", "KY", "402", {"502", ""}},
    {"Portland", "OR", "972", {"503", "971"}},
    {"Oklahoma City", "OK", "731", {"405", "572"}},
    {"Hartford", "CT", "061", {"860", "959"}},
    {"Salt Lake City", "UT", "841", {"801", "385"}},
    {"Las Vegas", "NV", "891", {"702", "725"}},
    {"Omaha", "NE", "681", {"402", "531"}},
    {"Boise", "ID", "837", {"208", "986"}},
    {"Anchorage", "AK", "995", {"907", ""}},
    {"Honolulu", "HI", "968", {"808", ""}},
};

// Amounts in hundreds of US dollars.
struct Product {
  std::string_view name;
  std::int64_t least, most;
};
inline constexpr Product kProducts[] = {
    {"Auto Loan Standard", 80, 350},    {"Auto Loan Premium", 250, 700},     {"Auto Loan Deluxe", 400, 1100},
    {"Used Car Loan", 40, 200},         {"Personal Loan Standard", 10, 100}, {"Personal Loan Plus", 50, 300},
    {"Home Improvement Loan", 60, 500},
};

// How a loan stands: which share of all loans it is of, and how many days past due.
struct Standing {
  std::string_view status;
  std::uint64_t percent;
  std::int64_t least_days, most_days;
};
inline constexpr Standing kStandings[] = {
    {"active", 44, 0, 0},       {"current", 10, 0, 0},     {"paid_off", 4, 0, 0},   {"past_due", 20, 1, 30},
    {"delinquent", 10, 31, 60}, {"delinquent", 6, 61, 90}, {"default", 6, 91, 400},
};

// A contact, as a call centre records it. The ones without a direction are no calls.
struct Contact {
  std::string_view source, status, direction, end_status;
  std::array<std::string_view, 3> trace;
  std::string_view note;
};
inline constexpr Contact kContacts[] = {
    {"Phone Call",
     "Promise_to_Pay",
     "OUTBOUND",
     "CUSTOMER HANGUP",
     {"Connected", "Verified", "Promise_to_Pay"},
     "The customer was short of money because of a car repair and promised to pay on the agreed date by "
     "card."},
    {"Phone Call",
     "Callback_Scheduled",
     "OUTBOUND",
     "AGENT HANGUP",
     {"Connected", "Verified", "Callback"},
     "The customer was at work, could not speak and asked to be called again in the evening."},
    {"Phone Call",
     "No_Answer",
     "OUTBOUND",
     "NO ANSWER",
     {"Dialed", "Ringing", "No_Answer"},
     "It rang out after eight rings; no message was left."},
    {"Phone Call",
     "Voicemail",
     "OUTBOUND",
     "AGENT HANGUP",
     {"Dialed", "Machine", "Voicemail"},
     "Left the neutral message with our number and nothing about the account."},
    {"Phone Call",
     "Busy",
     "OUTBOUND",
     "BUSY",
     {"Dialed", "Busy", "Busy"},
     "The line was busy; will be tried again."},
    {"Phone Call",
     "Already_Paid",
     "INBOUND",
     "CUSTOMER HANGUP",
     {"Connected", "Verified", "Already_Paid"},
     "The customer says the payment left the bank three days ago and will send the confirmation by e-mail."},
    {"Phone Call",
     "Refused",
     "OUTBOUND",
     "CUSTOMER HANGUP",
     {"Connected", "Verified", "Refused"},
     "The customer does not agree with the late fee and wants a statement by mail before paying anything."},
    {"Email",
     "Sent",
     "",
     "",
     {},
     "Sent a reminder with the amount due, the due date and the ways to pay; no answer yet."},
    {"Payment System",
     "Processed",
     "",
     "",
     {},
     "A payment by bank transfer was received and booked to the oldest open instalment of the loan."},
    {"Letter",
     "Sent",
     "",
     "",
     {},
     "Sent the statement of the account and a notice of the customer's rights by first-class mail."},
};

}  // namespace crm::samples
