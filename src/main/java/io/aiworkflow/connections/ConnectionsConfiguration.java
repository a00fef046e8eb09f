package io.aiworkflow.connections;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the connections known to Camel. */
@Configuration(proxyBeanMethods = false)
class ConnectionsConfiguration {
    /** The bean's name is the scheme under which Camel finds the component. */
    @Bean("http-connection")
    HttpConnectionComponent httpConnection(HttpConnections connections) {
        return new HttpConnectionComponent(connections);
    }

    @Bean("sql-connection")
    SqlConnectionComponent sqlConnection(SqlConnections connections) {
        return new SqlConnectionComponent(connections);
    }
}
