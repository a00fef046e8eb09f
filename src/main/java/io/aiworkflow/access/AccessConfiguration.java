package io.aiworkflow.access;

import io.aiworkflow.identity.BlockedAddresses;
import io.aiworkflow.identity.Caller;
import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.HttpProblems;
import io.aiworkflow.platform.SecurityEvents;
import io.aiworkflow.platform.edge.CallerKey;
import io.aiworkflow.platform.edge.Refusal;
import io.aiworkflow.platform.tracing.Tracing;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.session.NullAuthenticatedSessionStrategy;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** The filters through which every request goes: who is it, and may he. Nothing of it is kept in a server's session. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class AccessConfiguration {
    static final String CSRF_HEADER = "X-CSRF-Token";

    @Bean
    SecurityFilterChain doors(
            HttpSecurity http,
            TokenAuthentication authentication,
            MatrixRule rule,
            AccessProblems problems,
            SecurityEvents events,
            Tracing tracing)
            throws Exception {
        return http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // The trace is outside, so that it sees how trouble was answered.
                .addFilterBefore(new RequestTrace(tracing), SecurityContextHolderFilter.class)
                .addFilterBefore(new TroubleFilter(), SecurityContextHolderFilter.class)
                .addFilter(tokenFilter(authentication, problems))
                .addFilterAfter(new DoorAudit(events), AuthorizationFilter.class)
                .addFilterAfter(new CallerLogContext(), AuthorizationFilter.class)
                .exceptionHandling(
                        failures -> failures.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .csrf(csrf -> csrf.csrfTokenRepository(csrfCookie())
                        .csrfTokenRequestHandler(new CsrfTokenRequestAttributeHandler())
                        // Each request is a login to Spring, with which it would take the cookie away.
                        .sessionAuthenticationStrategy(new NullAuthenticatedSessionStrategy())
                        .requireCsrfProtectionMatcher(AccessConfiguration::needsProof))
                .authorizeHttpRequests(requests -> requests.anyRequest().access(rule))
                .anonymous(Customizer.withDefaults())
                // The filter of the edge writes them, also for answers that never come here.
                .headers(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    /**
     * The matrix decides on methods, and what headers and parameters there may be is decided for each door. An address that
     * this refuses is answered as everything else is.
     */
    @Bean
    WebSecurityCustomizer firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        firewall.setAllowedHeaderNames(name -> true);
        firewall.setAllowedHeaderValues(value -> true);
        firewall.setAllowedParameterNames(name -> true);
        firewall.setAllowedParameterValues(value -> true);
        return web -> web.httpFirewall(firewall)
                .requestRejectedHandler((request, response, refusal) ->
                        Refusal.answer(request, response, HttpProblems.of(400, request.getRequestURI())));
    }

    /** Before a body is read. */
    @Bean
    FilterRegistrationBean<BlockedAddressFilter> blockedAddressFilter(BlockedAddresses addresses) {
        FilterRegistrationBean<BlockedAddressFilter> filter =
                new FilterRegistrationBean<>(new BlockedAddressFilter(addresses));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 4);
        return filter;
    }

    /** For the limits of requests. */
    @Bean
    CallerKey callerKey() {
        return request -> CallerAuthentication.current()
                .map(AccessConfiguration::key)
                .orElseGet(() -> new CallerKey.Caller(
                        CallerKey.Kind.ADDRESS, ClientAddress.of(request).network()));
    }

    private static CallerKey.Caller key(Caller caller) {
        return caller.kind() == Caller.Kind.API_KEY
                ? new CallerKey.Caller(CallerKey.Kind.API_KEY, caller.tokenId())
                : new CallerKey.Caller(CallerKey.Kind.USER, caller.accountId().toString());
    }

    /** Not by the configurer of the resource server: it would lift the protection below for every token, cookies too. */
    private static BearerTokenAuthenticationFilter tokenFilter(
            TokenAuthentication authentication, AccessProblems problems) {
        BearerTokenAuthenticationFilter filter = new BearerTokenAuthenticationFilter(authentication);
        filter.setBearerTokenResolver(new RequestToken());
        filter.setAuthenticationEntryPoint(problems);
        return filter;
    }

    /** Only what a browser sends by itself may have been made by another site. */
    private static boolean needsProof(HttpServletRequest request) {
        boolean changes = switch (request.getMethod()) {
            case "GET", "HEAD", "OPTIONS", "TRACE" -> false;
            default -> true;
        };
        return changes && RequestToken.isUnproven(request);
    }

    private static CookieCsrfTokenRepository csrfCookie() {
        CookieCsrfTokenRepository repository = CookieCsrfTokenRepository.withHttpOnlyFalse();
        repository.setCookieName(SessionCookies.CSRF);
        repository.setHeaderName(CSRF_HEADER);
        repository.setCookieCustomizer(cookie -> cookie.secure(true).path("/").sameSite("Strict"));
        return repository;
    }
}
