package io.aiworkflow.worker;

import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.run.JdbcWorkflowVersions;
import io.aiworkflow.waiting.WaitingComponent;
import io.aiworkflow.waiting.WaitingPoint;
import io.aiworkflow.waiting.WaitingPoints;
import io.aiworkflow.workflow.SubRuns;
import io.aiworkflow.workflow.TriggerComponent;
import io.aiworkflow.workflow.TriggerRoutes;
import io.aiworkflow.workflow.WorkflowCatalogue;
import io.aiworkflow.workflow.WorkflowComponent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Connects the {@code workflow:} component and those of waiting to the runs. */
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

    @Bean
    TriggerRoutes triggerRoutes(WorkflowCatalogue catalogue) {
        return new TriggerRoutes(catalogue);
    }

    @Bean
    TriggerComponent quartz(TriggerRoutes routes) {
        return new TriggerComponent(routes);
    }

    @Bean
    WaitingComponent delay(WaitingPoints points, AuthorResources resources) {
        return new WaitingComponent(WaitingPoint.Kind.DELAY, points, resources);
    }

    @Bean
    WaitingComponent approval(WaitingPoints points, AuthorResources resources) {
        return new WaitingComponent(WaitingPoint.Kind.APPROVAL, points, resources);
    }

    @Bean
    WaitingComponent callback(WaitingPoints points, AuthorResources resources) {
        return new WaitingComponent(WaitingPoint.Kind.CALLBACK, points, resources);
    }
}
