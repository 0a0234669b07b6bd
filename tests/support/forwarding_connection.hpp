// The seam's wrapper for tests: a driver and its connections that pass everything on, and first ask somebody,
// who may count, wait or throw.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "storage/driver.hpp"

namespace crm::test {

// Hears what a connection is about to do: "begin read", "begin write", "commit", or a statement's text. What
// it throws happens instead.
using Listener = std::function<void(std::string_view)>;

class ForwardingConnection final : public storage::Connection {
 public:
  ForwardingConnection(std::unique_ptr<storage::Connection> target, std::shared_ptr<const Listener> listener)
      : target_(std::move(target)), listener_(std::move(listener)) {}

  storage::Connection& target() { return *target_; }

  void set_deadline(storage::Deadline deadline) override { target_->set_deadline(deadline); }
  void set_watch(storage::Watch watch) override { target_->set_watch(std::move(watch)); }
  void begin(storage::Access access) override {
    tell(access == storage::Access::read ? "begin read" : "begin write");
    target_->begin(access);
  }
  void commit() override {
    tell("commit");
    target_->commit();
  }
  void rollback() noexcept override { target_->rollback(); }
  bool in_transaction() const noexcept override { return target_->in_transaction(); }
  bool usable() noexcept override { return target_->usable(); }
  std::int64_t execute(const storage::Query& query) override {
    tell(query.sql.text());
    return target_->execute(query);
  }
  void post(const storage::Query& query) override {
    tell(query.sql.text());
    target_->post(query);
  }
  void lock(const storage::Query& query) override { target_->lock(query); }
  void script(std::string_view text) override {
    tell(text);
    target_->script(text);
  }

 private:
  void tell(std::string_view what) const {
    if (*listener_) (*listener_)(what);
  }

  std::unique_ptr<storage::Connection> target_;
  std::shared_ptr<const Listener> listener_;
};

class ForwardingDriver final : public storage::Driver {
 public:
  ForwardingDriver(std::unique_ptr<storage::Driver> target, Listener listener)
      : target_(std::move(target)), listener_(std::make_shared<const Listener>(std::move(listener))) {}

  void create(storage::Deadline deadline, const storage::Watch* watch) override {
    target_->create(deadline, watch);
  }
  std::span<const storage::Migration> migrations() const override { return target_->migrations(); }
  bool has_table(storage::Connection& connection, std::string_view name) const override {
    return target_->has_table(connection, name);
  }
  bool is_foreign(storage::Connection& connection) const override { return target_->is_foreign(connection); }
  bool single_connection() const override { return target_->single_connection(); }
  bool single_writer() const override { return target_->single_writer(); }
  void leave_to_parent() noexcept override { target_->leave_to_parent(); }
  void lock_schema(storage::Connection& writer) const override {
    target_->lock_schema(static_cast<ForwardingConnection&>(writer).target());
  }
  void after_commit(storage::Connection& writer) override {
    target_->after_commit(static_cast<ForwardingConnection&>(writer).target());
  }
  std::string default_key_file() const override { return target_->default_key_file(); }
  std::unique_ptr<storage::Upkeep> upkeep() override { return target_->upkeep(); }

 private:
  std::unique_ptr<storage::Connection> connect_to_it(storage::Access access, storage::Deadline deadline,
                                                     const storage::Watch* watch) override {
    return std::make_unique<ForwardingConnection>(target_->connect(access, deadline, watch), listener_);
  }

  const std::unique_ptr<storage::Driver> target_;
  const std::shared_ptr<const Listener> listener_;
};

}  // namespace crm::test
