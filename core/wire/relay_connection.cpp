// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/relay_connection.h"
