// What crmctl sets up for itself before it does anything else.
#pragma once

namespace crm::cli {

// New files are their owner's alone; a reader that goes away (`crmctl ... | head`) ends the program without a
// word; files 0 to 2 are open, so that no database or key file becomes the standard output; texts are UTF-8.
void set_up_process();

}  // namespace crm::cli
