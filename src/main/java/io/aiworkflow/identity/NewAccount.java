package io.aiworkflow.identity;

import io.aiworkflow.platform.UserRole;
import java.util.UUID;

/** A row that is to be written. */
record NewAccount(
        UUID id,
        String name,
        String email,
        String passwordHash,
        boolean mustChangePassword,
        UserRole role,
        AccountState state) {}
