package io.aiworkflow.failure;

/**
 * One thing that is wrong with one field.
 *
 * @param field a JSON Pointer to the field, empty for the whole document
 * @param message what is wrong with it
 */
public record FieldError(String field, String message) {}
