package io.aiworkflow.platform.settings;

import java.util.Optional;

/**
 * One setting as it may be shown.
 *
 * @param name of the property, or the upper-case name where there is no property
 * @param variable the upper-case name of a property that has one
 * @param value masked where it is secret; empty when there is none
 * @param remark who reads it, where that is not the engine
 */
record ExplainedSetting(
        String name, Optional<String> variable, Optional<String> value, SettingPlace place, Optional<String> remark) {}
