// Asks a database who John is, through the installed C++ library.
#include <crm/crm.hpp>
#include <iostream>

int main(int, char** arguments) {
  crm::Database database({.url = arguments[1]});
  std::cout << crm::to_json(database.session("consumer").pre_call("5551234567")) << '\n';
}
