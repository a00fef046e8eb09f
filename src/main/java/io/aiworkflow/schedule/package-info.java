/**
 * Schedules: runs that are started by themselves, and the ledger of what became of each planned time. Quartz wakes it; the
 * database decides who fires what, and its clock alone counts.
 */
package io.aiworkflow.schedule;
