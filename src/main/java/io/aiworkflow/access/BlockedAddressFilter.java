package io.aiworkflow.access;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.identity.BlockedAddresses;
import io.aiworkflow.platform.edge.Refusal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Serves nobody at an address that an admin has blocked. */
final class BlockedAddressFilter extends OncePerRequestFilter {
    private final BlockedAddresses addresses;

    BlockedAddressFilter(BlockedAddresses addresses) {
        this.addresses = addresses;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!addresses.isBlocked(request.getRemoteAddr())) {
            chain.doFilter(request, response);
            return;
        }
        Refusal.answer(
                request, response, Problem.of(ErrorCode.FORBIDDEN, "your address is blocked", request.getRequestURI()));
    }
}
