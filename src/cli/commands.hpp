// Every command of crmctl.
#pragma once

#include "cli/command.hpp"

namespace crm::cli {

void add_init(CLI::App& app, Context& context);
void add_migrate(CLI::App& app, Context& context);
void add_status(CLI::App& app, Context& context);
void add_info(CLI::App& app, Context& context);
void add_doctor(CLI::App& app, Context& context);
void add_backup(CLI::App& app, Context& context);
void add_verify_backup(CLI::App& app, Context& context);
void add_restore(CLI::App& app, Context& context);
void add_copy(CLI::App& app, Context& context);
void add_distribute(CLI::App& app, Context& context);
void add_reset(CLI::App& app, Context& context);
void add_vacuum(CLI::App& app, Context& context);
void add_query(CLI::App& app, Context& context);
void add_seed(CLI::App& app, Context& context);
void add_customer(CLI::App& app, Context& context);
void add_phone(CLI::App& app, Context& context);
void add_loan(CLI::App& app, Context& context);
void add_vehicle(CLI::App& app, Context& context);
void add_payment(CLI::App& app, Context& context);
void add_interaction(CLI::App& app, Context& context);
void add_note(CLI::App& app, Context& context);
void add_reveal_ssn(CLI::App& app, Context& context);
void add_audit(CLI::App& app, Context& context);
void add_dashboard(CLI::App& app, Context& context);
void add_pre_call(CLI::App& app, Context& context);
void add_post_call(CLI::App& app, Context& context);
void add_config(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_key(CLI::App& app, Context& context);
void add_user(CLI::App& app, Context& context);
void add_api_key(CLI::App& app, Context& context);
void add_completion(CLI::App& app, Context& context);
void add_man(CLI::App& app, Context& context);

}  // namespace crm::cli
