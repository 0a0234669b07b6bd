// user and api-key: who may come in through crm_server.
#include <crm/auth.hpp>

#include "cli/commands.hpp"
#include "cli/confirm.hpp"
#include "cli/errors.hpp"
#include "cli/password_input.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

template <class T>
std::optional<std::string> text_of(const std::optional<T>& instant) {
  return instant ? std::optional(to_string(*instant)) : std::nullopt;
}

void print_secret(const Context& context, const std::string& sentence, const char* name,
                  const std::string& secret) {
  print_done(context, sentence + " " + secret, {{name, secret}});
}

struct UserArgument {
  std::string user;
  void add_options(CLI::App& app) {
    app.add_option("NAME", user, "The user's name")->type_name("")->required();
  }
};

struct UserList {
  static constexpr const char *name = "list", *description = "List the users";
  void add_options(CLI::App&) {}

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    Table table{{"name", "role", "disabled", "must_change_password", "locked_until", "last_sign_in_at"}};
    for (const User& user : Users(session).list())
      table.rows.push_back({user.name, crm::name(user.role), user.disabled, user.must_change_password,
                            text_of(user.locked_until), text_of(user.last_sign_in_at)});
    print(context, table);
    return kDone;
  }
};

struct RoleOption {
  std::string role = "agent";
  void add_options(CLI::App& app) {
    app.add_option("--role", role, "agent, supervisor, admin or service")
        ->type_name("ROLE")
        ->capture_default_str();
  }
};

struct UserAdd : UserArgument, RoleOption {
  static constexpr const char *name = "add",
                              *description = "Add a user, with a password for the first sign-in";
  void add_options(CLI::App& app) {
    UserArgument::add_options(app);
    RoleOption::add_options(app);
    app.footer(
        "The password is shown once and must be changed at the first sign-in.\n"
        "agent: read, call, write. supervisor: also erase, and whole SSNs. admin: everything.\n"
        "service: as agent, for machines; `crmctl api-key add` suits them better.");
  }

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    const std::string password = Users(session).invite(user, role_of(role));
    print_secret(context, user + " may sign in with this password, and must then change it:", "password",
                 password);
    return kDone;
  }
};

struct UserSetRole : UserArgument, RoleOption {
  static constexpr const char *name = "set-role", *description = "Give a user another role";
  void add_options(CLI::App& app) {
    UserArgument::add_options(app);
    app.add_option("ROLE", role, "agent, supervisor, admin or service")->type_name("")->required();
  }

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    Users(session).set_role(user, role_of(role));
    print_done(context, user + " is " + role + " now; open sessions have ended.",
               {{"user", user}, {"role", role}});
    return kDone;
  }
};

struct UserPassword : UserArgument {
  static constexpr const char *name = "set-password", *description = "Give a user a password of your choice";
  void add_options(CLI::App& app) {
    UserArgument::add_options(app);
    app.footer(
        "It is asked for, or read from the standard input; never said on the command line,\nwhere everybody "
        "on this machine could read it.");
  }

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    Users(session).set_password(user, read_new_password());
    print_done(context, "The password of " + user + " was changed.", {{"user", user}});
    return kDone;
  }
};

struct UserReset : UserArgument {
  static constexpr const char *name = "reset-password",
                              *description =
                                  "Give a user a new password for the next sign-in, and unlock them";
  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    const std::string password = Users(session).reset_password(user);
    print_secret(context, user + " may sign in with this password, and must then change it:", "password",
                 password);
    return kDone;
  }
};

// What is done to a user by one word alone.
template <class Act>
int run_word(const Context& context, const std::string& user, const std::string& sentence, Act act) {
  Session session = context.open().session(context.actor);
  Users users(session);
  act(users);
  print_done(context, user + sentence, {{"user", user}});
  return kDone;
}

struct UserDisable : UserArgument {
  static constexpr const char *name = "disable", *description = "Let a user in no more; ends open sessions";
  int run(const Context& context) {
    return run_word(context, user, " may not sign in any more; open sessions have ended.",
                    [&](Users& users) { users.set_disabled(user, true); });
  }
};

struct UserEnable : UserArgument {
  static constexpr const char *name = "enable", *description = "Let a disabled user in again";
  int run(const Context& context) {
    return run_word(context, user, " may sign in again.",
                    [&](Users& users) { users.set_disabled(user, false); });
  }
};

struct UserUnlock : UserArgument {
  static constexpr const char *name = "unlock", *description = "Forget the wrong passwords of a user";
  int run(const Context& context) {
    return run_word(context, user, " may try again.", [&](Users& users) { users.unlock(user); });
  }
};

struct UserDelete : UserArgument {
  static constexpr const char *name = "delete", *description = "Remove a user";
  int run(const Context& context) {
    confirm(context, "Remove the user " + user + "?");
    Session session = context.open().session(context.actor);
    Users(session).remove(user);
    print_done(context, "The user " + user + " was removed.", {{"user", user}});
    return kDone;
  }
};

struct KeyArgument {
  std::string key;
  void add_options(CLI::App& app) {
    app.add_option("NAME", key, "The key's name")->type_name("")->required();
  }
};

struct ApiKeyList {
  static constexpr const char *name = "list", *description = "List the API keys; never the keys themselves";
  void add_options(CLI::App&) {}

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    Table table{{"name", "rights", "created_by", "created_at", "expires_at", "last_used_at"}};
    for (const ApiKey& key : ApiKeys(session).list())
      table.rows.push_back({key.name, names_of(key.rights), key.created_by, to_string(key.created_at),
                            text_of(key.expires_at), text_of(key.last_used_at)});
    print(context, table);
    return kDone;
  }
};

struct ApiKeyAdd : KeyArgument {
  static constexpr const char *name = "add", *description = "Make an API key for a machine";
  std::string rights = "read,call";
  std::optional<std::string> expires;

  void add_options(CLI::App& app) {
    KeyArgument::add_options(app);
    app.add_option("--rights", rights, "Some of read,call,write,erase,personal,manage")
        ->type_name("LIST")
        ->capture_default_str();
    app.add_option("--expires", expires, "When it ends, as in 2027-01-31")->type_name("INSTANT");
    app.footer("The key is shown once: it is sent as `Authorization: Bearer KEY` or `X-API-Key: KEY`.");
  }

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    const auto end = expires ? std::optional(parse_instant(*expires)) : std::nullopt;
    print_secret(context, "The key is shown this once:", "key",
                 ApiKeys(session).create(key, rights_from(rights), end));
    return kDone;
  }
};

struct ApiKeyDelete : KeyArgument {
  static constexpr const char *name = "delete",
                              *description = "Remove an API key; who uses it is let in no more";
  int run(const Context& context) {
    confirm(context, "Remove the API key " + key + "?");
    Session session = context.open().session(context.actor);
    ApiKeys(session).remove(key);
    print_done(context, "The API key " + key + " was removed.", {{"key", key}});
    return kDone;
  }
};

}  // namespace

void add_user(CLI::App& app, Context& context) {
  add_group<UserList, UserAdd, UserSetRole, UserPassword, UserReset, UserDisable, UserEnable, UserUnlock,
            UserDelete>(app, context, "user", "Users of crm_server");
}

void add_api_key(CLI::App& app, Context& context) {
  add_group<ApiKeyList, ApiKeyAdd, ApiKeyDelete>(app, context, "api-key",
                                                 "Keys with which machines use crm_server");
}

}  // namespace crm::cli
