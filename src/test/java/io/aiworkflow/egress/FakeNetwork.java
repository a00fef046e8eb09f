package io.aiworkflow.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Names whose addresses a test decides, and may change from one look-up to the next. Other names do not exist. */
final class FakeNetwork implements Network {
    private final Map<String, Deque<List<InetAddress>>> answers = new ConcurrentHashMap<>();
    private final Map<String, Integer> questions = new ConcurrentHashMap<>();
    private final Set<InetAddress> own = ConcurrentHashMap.newKeySet();

    /** Answers with these addresses next; the last answer stays. */
    FakeNetwork then(String name, String... addresses) {
        answers.computeIfAbsent(name, any -> new ArrayDeque<>())
                .add(Stream.of(addresses).map(FakeNetwork::address).toList());
        return this;
    }

    FakeNetwork own(String address) {
        own.add(address(address));
        return this;
    }

    int questions(String name) {
        return questions.getOrDefault(name, 0);
    }

    @Override
    public synchronized List<InetAddress> addresses(String name) throws UnknownHostException {
        questions.merge(name, 1, Integer::sum);
        Deque<List<InetAddress>> left = answers.get(name);
        if (left == null) {
            throw new UnknownHostException(name);
        }
        return left.size() > 1 ? left.poll() : left.peek();
    }

    @Override
    public boolean isOwn(InetAddress address) {
        return own.contains(address);
    }

    static InetAddress address(String literal) {
        return HostName.parse(literal).literal().orElseThrow();
    }
}
