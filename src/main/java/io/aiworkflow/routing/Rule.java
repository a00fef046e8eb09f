package io.aiworkflow.routing;

import java.util.Locale;

/**
 * The rules that a file of the routes folder has to keep. Their ids appear in the API, in the log and in security
 * events, and are never renamed.
 */
public enum Rule {
    /** How a file is called. */
    FILE_NAME,
    /** No links, and nothing but regular files. */
    FILE_KIND,
    FILE_SIZE,
    FILE_ENCODING,
    FILE_UNREADABLE,
    YAML_SYNTAX,
    YAML_DEPTH,
    YAML_ALIASES,
    YAML_TAGS,
    YAML_DOCUMENTS,
    YAML_DUPLICATE_KEY,
    /** How many values a file has with its aliases written out. */
    YAML_VALUES,

    /** What a file consists of. */
    FILE_SHAPE,
    /** What may stand at the root of a file. */
    ROOT_ITEM,
    /** Camel's own schema. */
    CAMEL_SCHEMA,
    ROUTE_OPTION,
    ROUTE_ID,
    ROUTE_DESCRIPTION,
    WORKFLOW_NAME,
    /** Where an author's own REST doors are. */
    DOOR_PATH,
    REST_OPTION,
    KAMELET_SHAPE,
    /** What the engine's own chores keep to. */
    MAINTENANCE,

    STEP,
    STEP_OPTION,
    STEP_ID,
    LANGUAGE,
    DATA_FORMAT,
    TYPE,
    EXCEPTION,
    HEADER_NAME,
    PROPERTY_NAME,
    VARIABLE_NAME,
    LOOP_LIMIT,
    DELAY_LIMIT,
    THROTTLE_LIMIT,

    /** How an endpoint is written. */
    ENDPOINT,
    COMPONENT,
    COMPONENT_OPTION,
    /** No address comes from data. */
    DYNAMIC_ADDRESS,
    /** Outside systems are called by the name of a connection. */
    HTTP_LITERAL,
    CONNECTION,
    CONNECTION_REQUEST,
    /** Names that data may choose from. */
    DESTINATION,
    KAMELET,
    DIRECT,
    WAITING,
    /** What a route from {@code quartz:} may do. */
    SCHEDULE,

    /** Functions and methods of the Simple language. */
    SIMPLE,
    PLACEHOLDER,
    /** Texts that make Camel read a file or build an object. */
    TEXT,
    /** Prompts and schemas. */
    RESOURCE,
    BEAN,

    /** What Camel finds when the file is loaded on trial. */
    TRIAL,
    /** A right file that could not be started. */
    START,
    /** The engine itself has failed. */
    ENGINE;

    /** The rule as authors read it, for example {@code http-literal}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
