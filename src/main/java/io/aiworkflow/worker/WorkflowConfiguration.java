package io.aiworkflow.worker;

import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.run.JdbcWorkflowVersions;
import io.aiworkflow.workflow.SubRuns;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowComponent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Connects the {@code workflow:} component to the runs. */
@Configuration(proxyBeanMethods = false)
class WorkflowConfiguration {
    /** Each version is stored before the first run can be accepted for it. */
    @Bean
    WorkflowCatalogue workflowCatalogue(JdbcWorkflowVersions versions) {
        WorkflowCatalogue catalogue = new WorkflowCatalogue();
        catalogue.onAdding(versions::save);
        return catalogue;
    }

    /** The bean's name is the scheme under which Camel finds the component. */
    @Bean
    WorkflowComponent workflow(WorkflowCatalogue catalogue, AuthorResources resources, SubRuns subRuns) {
        return new WorkflowComponent(catalogue, resources, subRuns);
    }
}
