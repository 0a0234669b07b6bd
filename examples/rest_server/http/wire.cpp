// Requests as they are read, answers as they are written.
#include "wire.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/status.hpp>
#include <ctime>

namespace rest::http {

namespace beast_http = boost::beast::http;
using Field = beast_http::field;

namespace {

std::string lower(boost::beast::string_view text) {
  std::string lowered(text);
  for (char& letter : lowered)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return lowered;
}

std::string text(boost::beast::string_view view) { return {view.data(), view.size()}; }

std::string date_text(std::time_t now) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::string(days[utc.tm_wday]) + ", " + two(utc.tm_mday) + " " + months[utc.tm_mon] + " " +
         std::to_string(utc.tm_year + 1900) + " " + two(utc.tm_hour) + ":" + two(utc.tm_min) + ":" +
         two(utc.tm_sec) + " GMT";
}

// RFC 9110 asks for it; it is written once a second.
const std::string& date() {
  static thread_local std::time_t at = 0;
  static thread_local std::string written;
  if (const std::time_t now = std::time(nullptr); now != at) {
    at = now;
    written = date_text(now);
  }
  return written;
}

// Two lengths, a length beside chunks, or an encoding that not everybody knows: somebody in between may have
// understood another length, and what one takes for a body the other takes for a request (RFC 9112,
// section 6.3).
bool has_one_length(const BeastRequest& header) {
  const auto lengths = header.count(Field::content_length),
             encodings = header.count(Field::transfer_encoding);
  if (lengths + encodings > 1) return false;
  if (encodings == 1)
    return header.version() == 11 && boost::beast::iequals(header[Field::transfer_encoding], "chunked");
  return text(header[Field::content_length]).find_first_not_of("0123456789") == std::string::npos;
}

// RFC 9112, section 3.2: what stands before us may have gone by another name.
bool has_one_host(const BeastRequest& header) {
  const auto hosts = header.count(Field::host);
  if (hosts == 0) return header.version() == 10;
  return hosts == 1 && text(header[Field::host]).find_first_of(" \t,@/\\?#") == std::string::npos;
}

}  // namespace

Request to_request(BeastRequest& message, const std::string& peer) {
  Request request{text(message.method_string()), text(message.target()), {}, std::move(message.body()), peer};
  for (const auto& field : message)
    request.headers.push_back({lower(field.name_string()), text(field.value())});
  return request;
}

bool expects_continue(const BeastRequest& header) {
  return boost::beast::iequals(header[Field::expect], "100-continue");
}

int unusable(const BeastRequest& header) { return has_one_length(header) && has_one_host(header) ? 0 : 400; }

int status_of(const boost::system::error_code& error) {
  if (error == beast_http::error::header_limit) return 431;
  if (error == beast_http::error::body_limit) return 413;
  if (error == beast_http::error::bad_version) return 505;
  if (error == beast_http::error::end_of_stream || error == beast_http::error::partial_message) return 0;
  return error.category() == beast_http::make_error_code(beast_http::error::bad_method).category() ? 400 : 0;
}

std::string head_of(const Response& response, std::size_t body_bytes, bool keep_alive) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head += text(beast_http::obsolete_reason(static_cast<beast_http::status>(response.status)));
  head += "\r\nDate: " + date();
  if (response.status != 204)
    head +=
        "\r\nContent-Type: " + response.content_type + "\r\nContent-Length: " + std::to_string(body_bytes);
  head += keep_alive ? "\r\nConnection: keep-alive\r\n" : "\r\nConnection: close\r\n";
  for (const Header& header : response.headers)
    head.append(header.name).append(": ").append(header.value).append("\r\n");
  return head + "\r\n";
}

}  // namespace rest::http
