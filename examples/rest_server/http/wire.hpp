// Between Beast's messages and ours. For connection.hpp.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <string>
#include <string_view>

#include "message.hpp"

namespace rest::http {

inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;

Request to_request(BeastRequest& message, const std::string& peer);
bool expects_continue(const BeastRequest& header);
// A status to refuse it with; 0: it may be read on.
int unusable(const BeastRequest& header);
// 0: nobody is there to read an answer.
int status_of(const boost::system::error_code& error);
// Everything before the body.
std::string head_of(const Response& response, std::size_t body_bytes, bool keep_alive);

}  // namespace rest::http
