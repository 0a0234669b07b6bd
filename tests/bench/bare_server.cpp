// What crm_server is measured against: Boost.Beast as its examples use it, raw SQLite and JSON appended by
// hand, in one file. Answers GET …?caller_number=NUMBER in the contract's shape, without its decision.
//
//   crm_bare_server DATABASE_FILE        prints its port
#include <boost/asio/signal_set.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include "raw_profile.hpp"

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace net = boost::asio;
using crm::bench::raw::Customer;
using crm::bench::raw::Interaction;
using crm::bench::raw::Loan;
using tcp = net::ip::tcp;

void put_text(std::string& out, std::string_view name, std::string_view text) {
  out.append(name);
  if (text.empty()) {
    out += "null";
    return;
  }
  out += '"';
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    out += letter;
  }
  out += '"';
}

void put_number(std::string& out, std::string_view name, std::int64_t number) {
  char digits[20];
  out.append(name).append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void put_cents(std::string& out, std::string_view name, std::int64_t cents) {
  put_number(out, name, cents / 100);
  out.append({'.', static_cast<char>('0' + cents / 10 % 10), static_cast<char>('0' + cents % 10)});
}

void put_digits(std::string& out, std::string_view name, std::string_view text) {
  out.append(name).append(text.empty() ? "null" : text);
}

void put_user(std::string& out, const Customer& who) {
  put_text(out, "\"account_number\":", who.account_number);
  put_text(out, ",\"first_name\":", who.first_name);
  put_text(out, ",\"last_name\":", who.last_name);
  put_text(out, ",\"address_line_1\":", who.address_line_1);
  put_text(out, ",\"address_line_2\":", who.address_line_2);
  put_text(out, ",\"zip_code\":", who.postal_code);
  put_text(out, ",\"city\":", who.city);
  put_text(out, ",\"state\":", who.state);
  put_text(out, ",\"dob\":", who.dob);
  put_digits(out, ",\"primary_phone_number\":", std::string_view(who.primary_phone_number).substr(2));
  put_text(out, ",\"email_address\":", who.email_address);
  put_number(out, ",\"customer_number\":", who.customer_number.value_or(0));
  put_text(out, ",\"record_type\":", who.record_type);
  put_text(out, ",\"borrower_first_name\":", who.borrower_first_name);
  put_text(out, ",\"borrower_last_name\":", who.borrower_last_name);
  out.append(",\"is_eligible_to_call\":").append(who.is_eligible_to_call ? "true" : "false");
  put_text(out, ",\"transfer_phone_number\":", who.transfer_phone_number);
  put_text(out, ",\"transfer_ip_address\":", who.transfer_ip_address);
}

void put_loan(std::string& out, const Loan& loan) {
  put_text(out, "\"product_name\":", loan.product_name);
  put_cents(out, ",\"due_amount\":", loan.due_amount);
  put_number(out, ",\"no_of_missed_installments\":", loan.no_of_missed_installments);
  put_cents(out, ",\"contractual_installment_amount\":", loan.contractual_installment_amount);
  put_cents(out, ",\"interest_late_fee\":", loan.interest_late_fee);
  put_cents(out, ",\"minimum_amount\":", loan.minimum_amount);
  put_text(out, ",\"acceptable_pay_later_date\":", loan.acceptable_pay_later_date);
  put_text(out, ",\"acceptable_already_paid_date\":", loan.acceptable_already_paid_date);
  put_text(out, ",\"grace_period_date\":", loan.grace_period_date);
  put_text(out, ",\"due_date\":", loan.due_date);
}

void put_interaction(std::string& out, const Interaction& interaction) {
  put_text(out, "\"creation_date\":", std::string_view(interaction.creation_date).substr(0, 19));
  put_text(out, ",\"last_updated_date\":", interaction.last_updated_date);
  put_text(out, ",\"source\":", interaction.source);
  put_text(out, ",\"status\":", interaction.status);
  put_text(out, ",\"notes\":", interaction.notes);
}

std::string answer_of(const std::vector<crm::bench::raw::Profile>& profiles) {
  std::string out = R"({"success":"True","caller_details":[)";
  for (const auto& profile : profiles) {
    out += out.back() == '[' ? "{\"user_info\":{" : ",{\"user_info\":{";
    put_user(out, profile.customer);
    if (!profile.loans.empty()) put_loan(out += ',', profile.loans.front());
    out += "},\"metadata\":{";
    if (!profile.interactions.empty()) put_interaction(out, profile.interactions.front());
    out += "},\"loans\":[";
    for (const Loan& loan : profile.loans) {
      out += out.back() == '[' ? "{" : ",{";
      put_loan(out, loan);
      out += '}';
    }
    out += "]}";
  }
  return out += R"(],"status":{"type":"success","message":"Successful"}})";
}

// Each thread reads through a connection of its own.
class Reader {
 public:
  explicit Reader(const std::string& file)
      : connection_(file, crm::bench::raw::Settings::library_reader), reader_(connection_) {}

  std::string answer(std::string_view target) {
    const std::size_t equals = target.find('=');
    const std::string number = "+1" + std::string(equals == target.npos ? "" : target.substr(equals + 1));
    return answer_of(reader_.find(number));
  }

 private:
  crm::bench::raw::Connection connection_;
  crm::bench::raw::ProfileReader reader_;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const std::string& file) : stream_(std::move(socket)), file_(file) {}

  void read() {
    request_ = {};
    stream_.expires_after(std::chrono::seconds(30));
    http::async_read(stream_, buffer_, request_,
                     [self = shared_from_this()](beast::error_code error, std::size_t) {
                       if (!error) self->answer();
                     });
  }

 private:
  void answer() {
    static thread_local Reader reader(file_);
    const auto target = request_.target();
    response_ = {http::status::ok, request_.version()};
    response_.set(http::field::content_type, "application/json");
    response_.keep_alive(request_.keep_alive());
    response_.body() = reader.answer({target.data(), target.size()});
    response_.prepare_payload();
    http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error && self->response_.keep_alive()) self->read();
    });
  }

  beast::tcp_stream stream_;
  const std::string& file_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
};

class Listener {
 public:
  Listener(net::io_context& context, const std::string& file)
      : context_(context), acceptor_(context, {net::ip::make_address("127.0.0.1"), 0}), file_(file) {}

  int port() const { return acceptor_.local_endpoint().port(); }

  void accept() {
    acceptor_.async_accept(net::make_strand(context_), [this](beast::error_code error, tcp::socket socket) {
      if (!error) std::make_shared<Session>(std::move(socket), file_)->read();
      accept();
    });
  }

 private:
  net::io_context& context_;
  tcp::acceptor acceptor_;
  const std::string& file_;
};

void serve_database(const std::string& file) {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  const int threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  net::io_context context{threads};
  Listener listener(context, file);
  listener.accept();
  net::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](beast::error_code, int) { context.stop(); });
  std::cout << listener.port() << std::endl;
  std::vector<std::jthread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back([&] { context.run(); });
  context.run();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: crm_bare_server DATABASE_FILE\n";
    return 2;
  }
  serve_database(argv[1]);
}
