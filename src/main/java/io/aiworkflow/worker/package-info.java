/**
 * Executes runs: claims them, sends them through their workflow's route, journals their steps, and puts them back when
 * an attempt did not succeed.
 */
package io.aiworkflow.worker;
