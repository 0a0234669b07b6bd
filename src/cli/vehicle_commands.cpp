// vehicle: list, show, add, set, delete. A vehicle is named by its VIN, or by customer and id.
#include <charconv>

#include "cli/commands.hpp"
#include "cli/record_commands.hpp"

namespace crm::cli {

namespace {

constexpr std::size_t kVinLength = 17;

class VehicleName {
 public:
  void add_options(CLI::App& app) {
    app.add_option("VEHICLE", word_, "Its VIN; or its id, and whose it is")->type_name("")->required();
    owner_.add_options(app);
  }

  Key<Vehicle> find(Session& session) const {
    if (word_.size() == kVinLength) return find_vin(session);
    return {owner_.find(session), id()};
  }

 private:
  Key<Vehicle> find_vin(Session& session) const {
    const auto vehicle = session.vehicles().find_vin(word_);
    if (!vehicle) throw Error(Code::not_found, "No vehicle has this VIN.");
    return key_of(*vehicle);
  }

  VehicleId id() const {
    VehicleId id;
    const auto [end, error] = std::from_chars(word_.data(), word_.data() + word_.size(), id.value);
    if (error != std::errc() || end != word_.data() + word_.size())
      throw Error(Code::invalid_argument, "a VIN of 17 letters and digits is wanted, or an id.", "VEHICLE");
    return id;
  }

  std::string word_;
  OwnerName owner_;
};

struct VehicleKind {
  using Record = Vehicle;
  using Name = VehicleName;
  using Place = OwnedPlace<Vehicle>;
  using Filter = OwnedFilter<Vehicle>;
  static constexpr std::string_view columns = "id,vin,year,make,model,color,mileage";
};

}  // namespace

void add_vehicle(CLI::App& app, Context& context) {
  add_record_group<VehicleKind>(app, context, "vehicle", "Vehicles: list, show, add, set, delete");
}

}  // namespace crm::cli
