package io.aiworkflow.documents;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param rerankModel which model orders the passages of a search that asks for it; empty for the one of chats */
@ConfigurationProperties("engine.documents")
record RankingProperties(@DefaultValue("") String rerankModel) {}
