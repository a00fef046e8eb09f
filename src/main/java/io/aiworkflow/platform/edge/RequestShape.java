package io.aiworkflow.platform.edge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests of a shape that different parts could read differently: paths that are not written plainly, bodies
 * where none belongs, and packed bodies, of which nobody knows the size.
 */
final class RequestShape extends OncePerRequestFilter {
    private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");

    /** Path parameters, empty and dot segments, and control characters, also when they are written in code. */
    private static final Pattern UNUSUAL =
            Pattern.compile(";|//|(?i)/(?:\\.|%2e){1,2}(?:/|$)|%[01][0-9a-f]|%7f|%5c|%3b");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        if (UNUSUAL.matcher(path).find()) {
            refuse(
                    request,
                    response,
                    ErrorCode.MALFORMED_REQUEST,
                    "the path holds ';', '\\', a control character, or an empty or dot segment; write it plainly");
        } else if (!METHODS_WITH_BODY.contains(request.getMethod()) && hasBody(request)) {
            refuse(
                    request,
                    response,
                    ErrorCode.MALFORMED_REQUEST,
                    "a request with this method has no body; send POST, or leave the body out");
        } else if (isPacked(request)) {
            response.setHeader("Accept-Encoding", "identity");
            refuse(
                    request,
                    response,
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "the body is packed; send it as it is, without the header Content-Encoding");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private static boolean isPacked(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Content-Encoding"))
                .filter(encoding -> !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity"))
                .isPresent();
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, ErrorCode code, String detail)
            throws IOException {
        Refusal.answer(request, response, Problem.of(code, detail, request.getRequestURI()));
    }
}
