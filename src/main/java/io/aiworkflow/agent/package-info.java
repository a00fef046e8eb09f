/**
 * Models that use tools: what a model asks for is done by sub-runs of named workflows, within bounds, and nothing else is.
 */
package io.aiworkflow.agent;
