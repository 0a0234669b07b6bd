// Passwords: bcrypt, cost 12, about a quarter of a second each.
#pragma once

#include <string>
#include <string_view>

namespace crm::auth {

// 12 characters to 72 bytes, no NUL. Error(invalid_argument), field "password".
void check_password(std::string_view password, std::string_view user_name);

// "$2b$12$…", with a salt of its own.
std::string hash_password(std::string_view password);
bool is_password(std::string_view password, const std::string& hash);
// Takes as long as is_password, for users who do not exist.
void pretend_to_check(std::string_view password);

// Four groups of five letters that are easily told apart: 100 random bits.
std::string random_password();

}  // namespace crm::auth
